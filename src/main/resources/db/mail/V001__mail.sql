-- Emails of a deployment without a mail server, for developers to read. Emails carry tokens, so their content is encrypted ("sealed")
-- with a key derived from JWT_SECRET; recipients and accounts are found by keyed hashes.
create table mail.received_email (
  message_hash   bytea not null,
  recipient_hash bytea not null,
  id             uuid not null default uuidv7() unique,
  sealed         bytea not null,
  account_hash   bytea,
  received_at    timestamptz not null default now(),
  -- An email that is delivered again to the same recipient is stored once.
  primary key (message_hash, recipient_hash)
);

create index received_email_recipient on mail.received_email (recipient_hash, id desc);
create index received_email_account on mail.received_email (account_hash) where account_hash is not null;
