"""What the directory's actions are called on the audit page. The kinds of a listing's history are verbs as well."""

from typing import Final

from directory.models import ListingEvent

VERBS: Final[dict[str, str]] = {
    "begin_service": "Began a service",
    "offer_to_prison": "Offered a service to a prison",
    "make_edition": "Made an edition of a directory",
    "make_take_down_notice": "Made a take-down notice",
    "retry_edition": "Asked for another try at printing an edition",
    "claim_edition": "Began to lay an edition out",
    "finish_edition": "Finished an edition",
    "fail_edition": "Could not print an edition",
    "stop_edition": "Stopped an edition because an entry in it was withdrawn urgently",
    "requeue_edition": "Took an edition up again after its worker died",
    "add_copy_place": "Added a place for copies",
    "rename_copy_place": "Renamed a place for copies",
    "end_copy_place": "Ended a place for copies",
    "place_copies": "Recorded where copies of an edition lie",
    "export_services": "Downloaded services as a table",
    "raise_need": "Wrote down a need",
    "count_need": "Counted a need once more",
    "reword_need": "Put the words of a need right",
    "settle_need": "Settled a need",
    "reopen_need": "Opened a need again",
    "log_query": "Logged a query",
    "correct_query": "Corrected a query",
    "remove_query": "Took a query out of the log",
    "begin_import": "Brought in a file of services",
    "set_import_mapping": "Said what the columns of a file mean",
    "start_dry_run": "Began a dry run of an import",
    "finish_dry_run": "Finished a dry run of an import",
    "start_import": "Began an import for good",
    "finish_import": "Finished an import",
    "stop_import": "Stopped an import",
    "requeue_import": "Took an import up again after its worker died",
    "clear_import": "Deleted the cells of an old import",
    "add_synonym": "Added words that mean the same in a search",
    "change_synonym": "Changed words that mean the same in a search",
    "set_synonym_active": "Switched words that mean the same in a search on or off",
    **{kind.value: f"Service: {kind.label[:1].lower()}{kind.label[1:]}" for kind in ListingEvent.Kind},
}
