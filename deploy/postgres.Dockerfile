# PostgreSQL with the RDKit cartridge, for compose.yaml.
FROM postgres:15-bookworm
COPY scripts/mend_rdkit_cartridge.sh /usr/local/bin/
RUN apt-get update && \
    apt-get install -y --no-install-recommends postgresql-15-rdkit && \
    rm -rf /var/lib/apt/lists/* && \
    sh /usr/local/bin/mend_rdkit_cartridge.sh
