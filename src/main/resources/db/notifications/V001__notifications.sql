-- The last notification number of each account. The transaction that stores a notification advances it, so numbers have no gaps.
create table notifications.inbox (
  account     uuid primary key,
  last_number bigint not null
);

-- Notifications. The partner's name is stored apart from the text, so that it can be erased; with a partner, the message has a placeholder for it.
create table notifications.notification (
  id           uuid primary key default uuidv7(),
  account      uuid not null,
  number       bigint not null,
  -- The event that caused it. An event that is delivered twice creates one notification.
  source       uuid not null,
  type         text not null check (char_length(type) <= 40),
  severity     text not null check (severity in ('info', 'success', 'warning', 'error')),
  title        text not null check (char_length(title) <= 120),
  message      text not null check (char_length(message) <= 2000),
  -- The IDs of what it is about, by name, as clients get them.
  data         jsonb not null default '{}' check (jsonb_typeof(data) = 'object'),
  partner      uuid,
  partner_name text check (char_length(partner_name) <= 100),
  -- The page to which it leads.
  link_label   text check (char_length(link_label) <= 80),
  link_path    text check (char_length(link_path) <= 200),
  -- From this time on an email about it would come too late.
  expires_at   timestamptz,
  created_at   timestamptz not null default now(),
  read_at      timestamptz,

  constraint notification_number unique (account, number),
  constraint notification_source unique (account, source),
  constraint notification_link check ((link_label is null) = (link_path is null))
);

create index notification_unread on notifications.notification (account, number) where read_at is null;
create index notification_partner on notifications.notification (partner) where partner is not null;

-- Every attempt to send a notification by email. An attempt that has not ended when the next one begins was interrupted.
create table notifications.delivery_attempt (
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

  constraint delivery_attempt_number unique (notification, channel, number)
);

create index delivery_attempt_of_account on notifications.delivery_attempt (account, id);
create index delivery_attempt_result on notifications.delivery_attempt (result, id);

-- Announcements by admins to all users, or to all users with a role.
create table notifications.announcement (
  id         uuid primary key default uuidv7(),
  title      text not null check (char_length(title) <= 120),
  message    text not null check (char_length(message) <= 2000),
  severity   text not null check (severity in ('info', 'success', 'warning', 'error')),
  role       text check (role in ('customer', 'professional', 'admin')),
  created_at timestamptz not null default now()
);
