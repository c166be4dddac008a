-- Mail of a deployment without a mail server of its own, for developers to read. Letters carry tokens, so all of them is sealed with a key
-- derived from JWT_SECRET; recipients, and whose account a letter is about,
-- are found by keyed hashes.
create table mail.received (
  message     bytea not null,
  recipient   bytea not null,
  id          uuid not null default uuidv7() unique,
  sealed      bytea not null,
  about       bytea,
  received_at timestamptz not null default now(),
  -- The same letter once more is the same letter, as in any mailbox.
  primary key (message, recipient)
);

create index received_by_recipient on mail.received (recipient, id desc);
create index received_about on mail.received (about) where about is not null;
