-- Conventions that a schema test holds: workspace_id comes first in every key and index, times are timestamptz(3),
-- row-level security is forced on every table of a workspace. The application runs as centralita_app, which owns nothing.

create function current_workspace() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.workspace', true), '')::uuid;

create table workspace (
  workspace_id uuid primary key,
  id uuid not null generated always as (workspace_id) stored,
  name text not null check (length(name) between 1 and 80),
  demo boolean not null default false,
  created_at timestamptz(3) not null
);

-- The change feed. `seq` is taken under this row's lock at the end of each transaction, so it is gap-free and in commit order.
create table feed (
  workspace_id uuid primary key references workspace (workspace_id) on delete cascade,
  seq bigint not null default 0,
  trimmed_seq bigint not null default 0
) with (fillfactor = 50);

-- One row: these rows of this type changed, for this audience (an inbox, a member, or null for the whole workspace).
create table change (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  seq bigint not null,
  type text not null,
  audience uuid,
  ids uuid[] not null,
  at timestamptz(3) not null default now(),
  primary key (workspace_id, seq)
);

create table member (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  user_id text,
  name text not null check (length(name) between 1 and 80),
  email text not null,
  role text not null check (role in ('owner', 'admin', 'member')),
  created_at timestamptz(3) not null,
  removed_at timestamptz(3),
  primary key (workspace_id, id),
  unique (workspace_id, user_id)
);

create table inbox (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  emoji text not null default '💬',
  position int not null default 0,
  created_at timestamptz(3) not null,
  primary key (workspace_id, id)
);

create table inbox_member (
  workspace_id uuid not null,
  inbox_id uuid not null,
  member_id uuid not null,
  role text not null default 'agent' check (role in ('manager', 'agent')),
  primary key (workspace_id, member_id, inbox_id),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index inbox_member_by_inbox on inbox_member (workspace_id, inbox_id);

-- Kept by the write that changes a conversation, never recounted on a hot path.
create table inbox_counter (
  workspace_id uuid not null,
  id uuid not null,
  open int not null default 0,
  unread int not null default 0,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references inbox (workspace_id, id) on delete cascade
) with (fillfactor = 50);

-- An account at a provider. Several active rows with one key: a secret that is being replaced.
create table provider_account (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  provider text not null,
  key text not null,
  sealed_settings text not null,
  created_at timestamptz(3) not null,
  retired_at timestamptz(3),
  primary key (workspace_id, id)
);
create index provider_account_by_key on provider_account (workspace_id, provider, key);

create table line (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  inbox_id uuid not null,
  provider text not null,
  account_id uuid not null,
  address text not null,
  display text not null,
  installed_by uuid,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  swept_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, provider, address),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id),
  foreign key (workspace_id, account_id) references provider_account (workspace_id, id),
  foreign key (workspace_id, installed_by) references member (workspace_id, id)
);

create table contact (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  name text,
  company text,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id)
);

-- The one contact that an address leads to: what makes fifty parallel first messages one customer.
create table contact_address (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  address text not null,
  contact_id uuid not null,
  primary key (workspace_id, address),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
    deferrable initially deferred
);
create index contact_address_by_contact on contact_address (workspace_id, contact_id);

create table conversation (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  inbox_id uuid not null,
  line_id uuid not null,
  contact_id uuid not null,
  -- The other side's addresses, sorted; more than one is a group.
  participants text[] not null check (cardinality(participants) between 1 and 10),
  display text not null,
  status text not null check (status in ('open', 'done', 'spam')),
  unread boolean not null,
  unresponded boolean not null,
  -- How many items the thread has had: the next one's number is one more.
  item_seq int not null,
  preview jsonb not null,
  last_activity_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, line_id, participants),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id),
  foreign key (workspace_id, line_id) references line (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id)
) with (fillfactor = 80);
create index conversation_list on conversation (workspace_id, inbox_id, status, last_activity_at desc, id desc);
create index conversation_by_contact on conversation (workspace_id, contact_id);

create table message (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  line_id uuid not null,
  seq int not null,
  direction text not null check (direction in ('in', 'out')),
  text text not null,
  media jsonb not null default '[]',
  status text not null
    check (status in ('received', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'failed', 'unknown')),
  failure_code text,
  failure_provider_code text,
  provider_message_id text,
  author_id uuid,
  via text not null check (via in ('customer', 'app', 'api')),
  attempt int not null default 0,
  attempted_at timestamptz(3),
  provider_at timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, line_id, provider_message_id),
  unique (workspace_id, conversation_id, seq),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade
) partition by hash (workspace_id);
create index message_in_flight on message (workspace_id, attempted_at)
  where direction = 'out' and status in ('queued', 'sending', 'accepted', 'sent', 'unknown');

-- Files of received messages that are still at the provider.
create table remote_media (
  workspace_id uuid not null,
  message_id uuid not null,
  position int not null,
  url text not null,
  type text not null,
  primary key (workspace_id, message_id, position),
  foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade
    deferrable initially deferred
);

-- Who did what, when. `seq` is its place in the thread when the thread shows it as a line of its own;
-- `feed_seq` is the order in which notifications, webhooks and reports read it.
create table event (
  workspace_id uuid not null,
  id uuid not null,
  feed_seq bigint not null,
  type text not null,
  actor text not null check (actor in ('customer', 'member', 'api', 'system')),
  actor_id uuid,
  inbox_id uuid,
  conversation_id uuid,
  seq int,
  subject_id uuid,
  data jsonb not null default '{}',
  at timestamptz(3) not null,
  primary key (workspace_id, id)
) partition by hash (workspace_id);
create index event_feed on event (workspace_id, feed_seq);
create index event_thread on event (workspace_id, conversation_id, seq) where seq is not null;

-- Commands by their client-made id: sending one twice does it once, and answers the same.
create table command (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  name text not null,
  actor_id uuid,
  answer jsonb,
  at timestamptz(3) not null default now(),
  primary key (workspace_id, id)
);

create table blob (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  sha256 text not null,
  type text not null,
  bytes bigint not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, sha256)
);

-- Webhooks that we could not trust or read. Kept whole, shown to owners, processed again by hand: a wrong secret
-- must not lose a customer's message. The same body again only counts.
create table quarantine (
  workspace_id uuid not null,
  id uuid not null,
  line_id uuid not null,
  reason text not null,
  urls text[] not null,
  headers jsonb not null,
  body bytea not null,
  body_sha256 text not null,
  times int not null default 1,
  received_at timestamptz(3) not null,
  resolved_at timestamptz(3),
  resolved_by uuid,
  primary key (workspace_id, id),
  unique (workspace_id, line_id, body_sha256),
  foreign key (workspace_id, line_id) references line (workspace_id, id) on delete cascade
);

create table api_key (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  name text not null,
  key_sha256 text not null,
  created_by uuid not null,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  primary key (workspace_id, id),
  unique (workspace_id, key_sha256),
  foreign key (workspace_id, created_by) references member (workspace_id, id)
);

do $$
begin
  for part in 0..7 loop
    execute format('create table message_%s partition of message for values with (modulus 8, remainder %s)', part, part);
    execute format('create table event_%s partition of event for values with (modulus 8, remainder %s)', part, part);
  end loop;
end $$;
