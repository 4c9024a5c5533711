"""Structure search: what an index answers (``index``), a file beside the service (``file_index``) and PostgreSQL's
cartridge (``cartridge_index``), and which of them is opened (``engine``).
"""
