-- How far each person's notifications are numbered. Advanced in the transaction that stores one, so that no number is missing.
create table notifications.inbox (
  account uuid primary key,
  last    bigint not null
);

-- What people are told. The name of whom it is about stands apart from the text, so that it can be forgotten.
create table notifications.notification (
  id           uuid primary key default uuidv7(),
  account      uuid not null,
  number       bigint not null,
  -- The event behind it: whatever is delivered twice is told once.
  source       uuid not null,
  kind         text not null check (char_length(kind) <= 40),
  type         text not null check (type in ('info', 'success', 'warning', 'error')),
  title        text not null check (char_length(title) <= 120),
  message      text not null check (char_length(message) <= 2000),
  booking      uuid,
  partner      uuid,
  partner_name text check (char_length(partner_name) <= 100),
  -- From then on a letter about it would come too late.
  moot_at      timestamptz,
  created_at   timestamptz not null default now(),
  read_at      timestamptz,

  constraint notification_number unique (account, number),
  constraint notification_source unique (account, source)
);

create index notification_unread on notifications.notification (account, number) where read_at is null;
create index notification_partner on notifications.notification (partner) where partner is not null;

-- Every attempt to reach somebody outside. One that began and has no end when the next begins was interrupted.
create table notifications.attempt (
  id           uuid primary key default uuidv7(),
  notification uuid not null references notifications.notification on delete cascade,
  account      uuid not null,
  channel      text not null check (channel in ('email')),
  provider     text not null check (char_length(provider) <= 40),
  number       int not null check (number >= 1),
  result       text not null check (result in ('sending', 'sent', 'failed', 'skipped')),
  reason       text check (char_length(reason) <= 40),
  message_id   text check (char_length(message_id) <= 400),
  error        text check (char_length(error) <= 500),
  started_at   timestamptz not null default now(),
  ended_at     timestamptz check ((ended_at is null) = (result = 'sending')),

  constraint attempt_number unique (notification, channel, number)
);

create index attempt_of_account on notifications.attempt (account, id);
create index attempt_result on notifications.attempt (result, id);

-- What admins tell everybody, or everybody of a role.
create table notifications.announcement (
  id         uuid primary key default uuidv7(),
  title      text not null check (char_length(title) <= 120),
  message    text not null check (char_length(message) <= 2000),
  type       text not null check (type in ('info', 'success', 'warning', 'error')),
  role       text check (role in ('customer', 'professional', 'admin')),
  created_at timestamptz not null default now()
);
