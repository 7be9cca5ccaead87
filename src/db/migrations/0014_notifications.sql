-- What members are told, how they want to be told, and what is on its way to them. A follower of the event feed writes it a
-- moment after each commit, so that the way in pays nothing for it.

-- How far the follower has come. What happened before there was one is nobody's news.
create table notification_progress (
  workspace_id uuid primary key references workspace (workspace_id) on delete cascade,
  feed_seq bigint not null default 0
) with (fillfactor = 50);
insert into notification_progress (workspace_id, feed_seq) select workspace_id, seq from feed;

-- For the whole workspace: the keys by which push services know it, made once, and what may be said outside of it.
create table notification_workspace (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null check (id = workspace_id),
  push_key text not null,
  sealed_push_key text not null,
  hides_texts boolean not null default false,
  primary key (workspace_id, id)
);

-- The row is there once a member has chosen something.
create table notification_setting (
  workspace_id uuid not null,
  id uuid not null,
  kinds jsonb not null default '{}',
  inboxes jsonb not null default '{}',
  tones jsonb not null default '{}',
  inbox_tones jsonb not null default '{}',
  volume double precision not null,
  quiet jsonb not null default '[]',
  time_zone text not null,
  language text not null,
  paused_until timestamptz(3),
  while_looking boolean not null default false,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references member (workspace_id, id) on delete cascade
);

create table notification_mute (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  scope text not null check (scope in ('all', 'email', 'none')),
  at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade
);
create index notification_mute_by_conversation on notification_mute (workspace_id, conversation_id);

-- A browser that a push service delivers to.
create table notification_device (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  created_at timestamptz(3) not null,
  used_at timestamptz(3),
  primary key (workspace_id, id),
  unique (workspace_id, endpoint),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index notification_device_by_member on notification_device (workspace_id, member_id);

-- One mail to one member about one conversation. What happens until it is claimed goes with it.
create table notification_mail (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  conversation_id uuid not null,
  due_at timestamptz(3) not null,
  claimed_at timestamptz(3),
  sent_at timestamptz(3),
  problem text,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade
);
create unique index notification_mail_gathering on notification_mail (workspace_id, member_id, conversation_id)
  where claimed_at is null;
create index notification_mail_by_conversation on notification_mail (workspace_id, conversation_id);

create table notification (
  workspace_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  event_id uuid not null,
  kind text not null,
  inbox_id uuid,
  conversation_id uuid,
  subject_id uuid,
  seq int,
  actor_id uuid,
  title text not null,
  text text not null,
  files int not null,
  media text[] not null,
  tone text,
  at timestamptz(3) not null,
  read_at timestamptz(3),
  mail_id uuid,
  primary key (workspace_id, id),
  -- Nobody is told twice of the same.
  unique (workspace_id, member_id, event_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, mail_id) references notification_mail (workspace_id, id) on delete set null (mail_id)
);
create index notification_newest on notification (workspace_id, member_id, id desc) where 'app' = any(media);
create index notification_unread on notification (workspace_id, member_id, id desc)
  where 'app' = any(media) and read_at is null;
create index notification_by_conversation on notification (workspace_id, conversation_id, member_id);
create index notification_by_mail on notification (workspace_id, mail_id) where mail_id is not null;

do $$
declare
  name text;
begin
  foreach name in array array['notification_progress', 'notification_workspace', 'notification_setting',
    'notification_mute', 'notification_device', 'notification_mail', 'notification'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;
