import csv
from io import StringIO

FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
"How a cell begins that a spreadsheet may run; some read the wide signs like the others."


def csv_text(rows):
    """The rows of texts as CSV, in which no spreadsheet finds a formula."""
    text = StringIO()
    csv.writer(text).writerows([_without_formula(cell) for cell in row] for row in rows)
    return text.getvalue()


def _without_formula(cell):
    """Quote text that a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
