-- The ledgers of a node. Every row belongs to one ledger; nothing but head, seen and meta is ever changed.

-- The end of a ledger, and who may write it: whoever opens it for writing counts epoch up, and each
-- commit changes this row for its own epoch and size, or is refused.
CREATE TABLE head (
  ledger   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id       bytea  NOT NULL UNIQUE CHECK (octet_length(id) = 32),
  epoch    bigint NOT NULL,
  size     bigint NOT NULL CHECK (size >= 0),
  frontier bytea  NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE leaf (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  idx    bigint NOT NULL,
  bytes  bytea  NOT NULL CHECK (octet_length(bytes) = 122),
  PRIMARY KEY (ledger, idx)
);

CREATE TABLE object (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  seq    bigint GENERATED ALWAYS AS IDENTITY,
  hash   bytea  NOT NULL CHECK (octet_length(hash) = 32),
  bytes  bytea  NOT NULL,
  PRIMARY KEY (ledger, seq),
  UNIQUE (ledger, hash)
);

CREATE TABLE payload (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  seq    bigint GENERATED ALWAYS AS IDENTITY,
  hash   bytea  NOT NULL CHECK (octet_length(hash) = 32),
  bytes  bytea  NOT NULL,
  PRIMARY KEY (ledger, seq),
  UNIQUE (ledger, hash)
);

-- Payloads are large and written once: no time is spent on compressing them.
ALTER TABLE payload ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE checkpoint (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  size   bigint NOT NULL,
  note   bytea  NOT NULL,
  PRIMARY KEY (ledger, size)
);

CREATE TABLE cosignature (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  seq    bigint GENERATED ALWAYS AS IDENTITY,
  size   bigint NOT NULL,
  line   bytea  NOT NULL,
  PRIMARY KEY (ledger, size, seq),
  UNIQUE (ledger, size, line)
);

CREATE TABLE seen (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  party  text   NOT NULL,
  size   bigint NOT NULL,
  root   bytea  NOT NULL CHECK (octet_length(root) = 32),
  PRIMARY KEY (ledger, party)
);

CREATE TABLE meta (
  ledger bigint NOT NULL REFERENCES head ON DELETE CASCADE,
  key    text   NOT NULL,
  value  bytea  NOT NULL,
  PRIMARY KEY (ledger, key)
);

-- Documents of the node. The order of keys is that of their bytes, whatever the database's language.
CREATE TABLE node_document (
  kind  text COLLATE "C" NOT NULL,
  key   text COLLATE "C" NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (kind, key)
);
