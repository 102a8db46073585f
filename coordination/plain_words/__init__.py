"""Is a text plain enough for a wing? What a writer should change, with the place. Pure: no database, no network.

    check(text) -> [Remark]       reading age, long sentences, acronyms, refused words, contact details, prison numbers
    examine(text) -> Examined     the same with the reading age in words and what was not checked

English alone is judged for its words: sentences in Welsh are left out and `Examined` says so. Contact details and
numbers of people in prison are found in every language. Lists that may be edited lie beside this file: refused.csv
(word, what to write instead), official_titles.csv (where a refused word may stand), known_acronyms.csv (what people
in prison know), syllables.csv (where counting vowels goes wrong).
"""

from coordination.plain_words.checking import check, examine
from coordination.plain_words.marking import Piece, pieces
from coordination.plain_words.remarks import Examined, Language, Readers, Remark, Severity

__all__ = ["Examined", "Language", "Piece", "Readers", "Remark", "Severity", "check", "examine", "pieces"]
