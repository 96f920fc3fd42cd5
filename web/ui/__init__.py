"""The page: its tabs, HTML, texts and assets."""
