-- Mail of a deployment without a mail server of its own, for developers to read. Letters carry tokens, so all of them is sealed with a key
-- derived from JWT_SECRET; recipients are found by a keyed hash.
create table mail.received (
  message     bytea not null,
  recipient   bytea not null,
  id          uuid not null default uuidv7() unique,
  sealed      bytea not null,
  received_at timestamptz not null default now(),
  -- The same letter once more is the same letter, as in any mailbox.
  primary key (message, recipient)
);

create index received_by_recipient on mail.received (recipient, id desc);
