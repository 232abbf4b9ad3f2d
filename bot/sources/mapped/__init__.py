"""The mapped CSV drop: exports of Wilma, Skola24, Vklass, SchoolSoft and others, read by a mapping file."""
