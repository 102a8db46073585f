"""Addresses of the directory: of a prison and of an organisation."""

from __future__ import annotations

from django.urls import path

from directory.views import (
    confirming,
    copies,
    corrections,
    editions,
    exports,
    first_day,
    freshness,
    import_mapping,
    import_rows,
    imports,
    listings,
    needs,
    plain_words,
    queries,
    queue,
    revisions,
    search,
    services,
    staff_directory,
    still_right,
    synonyms,
    upkeep,
    withdrawals,
    write,
)

urlpatterns = [
    path("plain-words/", plain_words.plain_words, name="plain_words"),
    path("prisons/<prison:code>/directory/", staff_directory.directory, name="directory"),
    path("prisons/<prison:code>/directory/<int:entry_number>/", staff_directory.entry, name="entry"),
    path("prisons/<prison:code>/directory/export/", exports.export, name="export"),
    path(
        "prisons/<prison:code>/directory/export.csv", exports.export_file, {"kind": "csv"}, name="export_csv"
    ),
    path(
        "prisons/<prison:code>/directory/export.xlsx",
        exports.export_file,
        {"kind": "xlsx"},
        name="export_xlsx",
    ),
    path("directory/export/", exports.export_everywhere, name="export_everywhere"),
    path(
        "directory/export.csv", exports.export_everywhere_file, {"kind": "csv"}, name="export_everywhere_csv"
    ),
    path(
        "directory/export.xlsx",
        exports.export_everywhere_file,
        {"kind": "xlsx"},
        name="export_everywhere_xlsx",
    ),
    path(
        "prisons/<prison:code>/directory/<int:entry_number>/wrong/",
        corrections.correction_new,
        name="correction_new",
    ),
    path("prisons/<prison:code>/corrections/", corrections.corrections, name="corrections"),
    path("prisons/<prison:code>/corrections/<int:pk>/", corrections.correction, name="correction"),
    path(
        "organisations/<slug:slug>/corrections/",
        corrections.organisation_corrections,
        name="organisation_corrections",
    ),
    # Whoever holds the link may use it: see secret_links.
    path("still-right/<str:token>/", still_right.still_right, name="still_right"),
    path("up-to-date/", freshness.freshness, name="freshness"),
    path("up-to-date/organisations/", freshness.organisations, name="freshness_organisations"),
    path("prisons/<prison:code>/first-day/", first_day.first_day, name="first_day"),
    path("prisons/<prison:code>/queue/", queue.queue, name="queue"),
    path("prisons/<prison:code>/queue/<int:pk>/", revisions.revision, name="revision"),
    path("prisons/<prison:code>/queue/<int:pk>/accept/", revisions.revision_accept, name="revision_accept"),
    path("prisons/<prison:code>/queue/<int:pk>/return/", revisions.revision_return, name="revision_return"),
    path("prisons/<prison:code>/queue/<int:pk>/edit/", revisions.revision_edit, name="revision_edit"),
    path("prisons/<prison:code>/listings/<int:pk>/", listings.listing, name="listing"),
    path(
        "prisons/<prison:code>/listings/<int:pk>/texts/<int:revision_pk>/",
        listings.listing_text,
        name="listing_text",
    ),
    path(
        "prisons/<prison:code>/listings/<int:pk>/withdraw/",
        withdrawals.listing_withdraw,
        name="listing_withdraw",
    ),
    path(
        "prisons/<prison:code>/listings/<int:pk>/withdraw/urgently/",
        withdrawals.listing_withdraw_urgently,
        name="listing_withdraw_urgently",
    ),
    path(
        "prisons/<prison:code>/listings/<int:pk>/restore/",
        withdrawals.listing_restore,
        name="listing_restore",
    ),
    path("prisons/<prison:code>/listings/<int:pk>/room/", upkeep.listing_room, name="listing_room"),
    path("prisons/<prison:code>/listings/<int:pk>/confirm/", upkeep.listing_confirm, name="listing_confirm"),
    path(
        "prisons/<prison:code>/listings/<int:pk>/contacts/", upkeep.listing_contacts, name="listing_contacts"
    ),
    path("prisons/<prison:code>/listings/<int:pk>/flags/", upkeep.listing_flags, name="listing_flags"),
    path(
        "prisons/<prison:code>/listings/<int:pk>/public-details/",
        upkeep.listing_public_details,
        name="listing_public_details",
    ),
    path(
        "prisons/<prison:code>/listings/<int:pk>/public-details/approve/",
        upkeep.listing_public_details_approve,
        name="listing_public_details_approve",
    ),
    path("organisations/<slug:slug>/services/", services.services, name="services"),
    path("organisations/<slug:slug>/services/confirm/", confirming.services_confirm, name="services_confirm"),
    path("organisations/<slug:slug>/services/new/", services.service_new, name="service_new"),
    path("organisations/<slug:slug>/services/export/", exports.services_export, name="services_export"),
    path(
        "organisations/<slug:slug>/services/export.csv",
        exports.services_export_file,
        {"kind": "csv"},
        name="services_export_csv",
    ),
    path(
        "organisations/<slug:slug>/services/export.xlsx",
        exports.services_export_file,
        {"kind": "xlsx"},
        name="services_export_xlsx",
    ),
    path("organisations/<slug:slug>/services/<int:pk>/", services.service, name="service"),
    path("organisations/<slug:slug>/services/<int:pk>/offer/", services.service_offer, name="service_offer"),
    path("organisations/<slug:slug>/services/<int:pk>/at/<prison:code>/", write.write, name="write"),
    path("prisons/<prison:code>/editions/", editions.editions, name="editions"),
    path("prisons/<prison:code>/editions/make/<str:kind>/", editions.edition_make, name="edition_make"),
    path("prisons/<prison:code>/editions/places/", copies.copy_places, name="copy_places"),
    path("prisons/<prison:code>/editions/places/<int:pk>/", copies.copy_place, name="copy_place"),
    path("prisons/<prison:code>/editions/places/<int:pk>/end/", copies.copy_place_end, name="copy_place_end"),
    path("prisons/<prison:code>/editions/<int:pk>/", editions.edition, name="edition"),
    path(
        "prisons/<prison:code>/editions/<int:pk>/progress/",
        editions.edition_progress,
        name="edition_progress",
    ),
    path("prisons/<prison:code>/editions/<int:pk>/file/", editions.edition_file, name="edition_file"),
    path("prisons/<prison:code>/editions/<int:pk>/retry/", editions.edition_retry, name="edition_retry"),
    path("prisons/<prison:code>/editions/<int:pk>/copies/", copies.edition_copies, name="edition_copies"),
    path("prisons/<prison:code>/imports/", imports.imports, name="imports"),
    path("prisons/<prison:code>/imports/new/", imports.import_new, name="import_new"),
    path("prisons/<prison:code>/imports/<int:pk>/", imports.import_run, name="import_run"),
    path(
        "prisons/<prison:code>/imports/<int:pk>/mapping/",
        import_mapping.import_mapping,
        name="import_mapping",
    ),
    path("prisons/<prison:code>/imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("prisons/<prison:code>/imports/<int:pk>/bring-in/", imports.import_bring_in, name="import_bring_in"),
    path("prisons/<prison:code>/imports/<int:pk>/stop/", imports.import_stop, name="import_stop"),
    path("prisons/<prison:code>/imports/<int:pk>/delete/", imports.import_delete, name="import_delete"),
    path(
        "prisons/<prison:code>/imports/<int:pk>/not-taken.csv",
        import_rows.import_refusals,
        name="import_refusals",
    ),
    path(
        "prisons/<prison:code>/imports/<int:pk>/rows/<int:number>/",
        import_rows.import_row,
        name="import_row",
    ),
    path("prisons/<prison:code>/search/", search.search, name="search"),
    path("prisons/<prison:code>/search/suggestions/", search.search_suggestions, name="search_suggestions"),
    path("prisons/<prison:code>/search/nothing-found/", needs.need_report, name="need_report"),
    path("prisons/<prison:code>/search/words/", synonyms.synonyms, name="synonyms"),
    path("prisons/<prison:code>/search/words/<int:pk>/", synonyms.synonym, name="synonym"),
    path(
        "prisons/<prison:code>/search/words/<int:pk>/switch/", synonyms.synonym_switch, name="synonym_switch"
    ),
    path("search-words/", synonyms.synonyms, name="synonyms_everywhere"),
    path("search-words/<int:pk>/", synonyms.synonym, name="synonym_everywhere"),
    path("search-words/<int:pk>/switch/", synonyms.synonym_switch, name="synonym_everywhere_switch"),
    path("prisons/<prison:code>/needs/", needs.needs, name="needs"),
    path("prisons/<prison:code>/needs/new/", needs.need_new, name="need_new"),
    path("prisons/<prison:code>/needs/<int:pk>/", needs.need, name="need"),
    path("prisons/<prison:code>/needs/<int:pk>/reword/", needs.need_reword, name="need_reword"),
    path("prisons/<prison:code>/needs/<int:pk>/reopen/", needs.need_reopen, name="need_reopen"),
    path("prisons/<prison:code>/queries/", queries.queries, name="queries"),
    path("prisons/<prison:code>/queries/<int:pk>/", queries.query, name="query"),
    path("prisons/<prison:code>/queries/<int:pk>/remove/", queries.query_remove, name="query_remove"),
    path(
        "prisons/<prison:code>/queries/<int:year>/<int:month>/", queries.queries_month, name="queries_month"
    ),
]
