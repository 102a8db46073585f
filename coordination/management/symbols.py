"""Which line-art symbols print needs: our name -> drawing in the healthicons package (MIT).

Print asks for `static:symbols/<our name>.svg`, so that a drawing can be exchanged in one place.
"""

SYMBOLS = {
    # pathways
    "accommodation": "places/home",
    "education": "people/i_training_class",
    "work": "people/construction_worker",
    "health": "devices/stethoscope",
    "drugs-and-alcohol": "nutrition/alcohol_cessation",
    "finance": "objects/coins",
    "families": "symbols/ui_folder_family",
    "children": "people/child_care",
    "thinking": "people/child_cognition",
    "abuse": "symbols/heart",
    "sex-work": "symbols/health_alt",
    # how to ask
    "send-an-app": "objects/health_worker_form",
    "ask-an-officer": "people/officer",
    "key-worker": "people/person",
    "drop-in": "exercise/walking",
    "peer-worker": "people/people",
    "phone": "objects/phone",
    "helpline": "people/call_centre",
    "write": "objects/prescription_document",
    "healthcare": "symbols/hospital_symbol",
    "chaplaincy": "specialties/chaplaincy",
    "education-department": "objects/book",
    "resettlement": "specialties/discharge_lounge",
    "safer-custody": "symbols/palliative-care",
    "staff-refer": "symbols/referral",
    # what, when, where
    "calendar": "objects/calendar",
    "time": "symbols/i_schedule_school_date_time",
    "place": "symbols/geo_location",
    "group": "people/group_discussion_meeting",
    "one-to-one": "symbols/contact_support",
    "talk": "symbols/communication",
    "gym": "specialties/gym",
    "food": "nutrition/hot_meal",
    "law": "objects/justice",
    "money": "objects/money_bag",
    "release": "symbols/discharge",
    "woman": "people/woman",
    "man": "people/man",
    "young-adult": "people/young_people",
    "older-person": "people/elderly",
    "disability": "devices/wheelchair",
    "veteran": "people/military_worker",
    "language": "symbols/globe",
    # marks
    "information": "symbols/info",
    "question": "symbols/question_circle",
    "important": "symbols/alert_triangle",
    "yes": "symbols/yes",
    "no": "symbols/no",
}
