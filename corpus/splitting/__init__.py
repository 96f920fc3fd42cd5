"""Where one article of a file ends and the next begins, by what the file has to tell it.

`by_headings.py`    headings with levels: Markdown, web pages, Word, OpenDocument, RTF, EPUB
`by_labels.py`      labels before each: 标题：… 作者：…
`by_lines.py`       lines alone, with bylines, dates and blank lines around them: plain text
`by_print.py`       the size of the characters: PDF and scans
`head_and_foot.py`  what then stands above and below the text of each: who, when, in which paper

A newspaper page saved as text, whose paragraphs break off, is for `corpus/newspaper/page.py`; of a
web page of several posts `corpus/readers/web_page.py` takes those that the page itself marks.
"""
