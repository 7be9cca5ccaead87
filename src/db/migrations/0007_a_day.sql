-- What people do with conversations: assign, snooze, tag, pin, move, delete, each as a fact of its own.

-- One id for two, the same in the browser, where it must be known before the server has been asked: their exclusive or.
create function pair_id(a uuid, b uuid) returns uuid
  language sql immutable strict parallel safe
  return (select (lpad(to_hex(substring(both_bits from 1 for 64)::bit(64)::bigint), 16, '0')
      || lpad(to_hex(substring(both_bits from 65)::bit(64)::bigint), 16, '0'))::uuid
    from (select ('x' || replace(a::text, '-', ''))::bit(128) # ('x' || replace(b::text, '-', ''))::bit(128) as both_bits) x);

alter table member add column available boolean not null default true;

alter table inbox
  add column unread_mode text not null default 'team' check (unread_mode in ('team', 'personal', 'hybrid')),
  add column assignment_mode boolean not null default true,
  add column allow_moving boolean not null default false,
  add column reply_lock boolean not null default false,
  -- Whose private inbox it is, or was: one without a line of its own is what a number left behind when it was shared.
  add column owner_id uuid,
  add foreign key (workspace_id, owner_id) references member (workspace_id, id);

alter table inbox_member add column id uuid;
update inbox_member set id = pair_id(inbox_id, member_id);
alter table inbox_member alter column id set not null, add unique (workspace_id, id);

alter table contact add column properties jsonb not null default '{}';

alter table inbox_counter add column unassigned int not null default 0;

-- What waits for one member in one inbox: theirs, and what is unread for them alone.
create table member_counter (
  workspace_id uuid not null,
  id uuid not null,
  inbox_id uuid not null,
  member_id uuid not null,
  mine int not null default 0,
  unread int not null default 0,
  primary key (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
) with (fillfactor = 50);
create index member_counter_by_member on member_counter (workspace_id, member_id);

alter table conversation
  add column assignee_id uuid,
  -- Since when the customer has waited for an answer.
  add column waiting_since timestamptz(3),
  add column snoozed_until timestamptz(3),
  add column pinned_at timestamptz(3),
  add column tag_ids uuid[] not null default '{}',
  -- The newest item of each direction: what was read, answered or heard is told by comparing with it.
  add column inbound_seq int not null default 0,
  add column outbound_seq int not null default 0,
  -- Items up to this one were said before the number was shared: only their owner sees them.
  add column hidden_seq int not null default 0,
  add column history_owner_id uuid,
  -- What of its contact it can be found by.
  add column contact_labels text[] not null default '{}';
update conversation c set
  waiting_since = case when unresponded then last_activity_at end,
  inbound_seq = coalesce((select max(m.seq) from message m where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'in'), 0),
  outbound_seq = coalesce((select max(m.seq) from message m where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'out'), 0),
  contact_labels = coalesce((select array['company:' || lower(k.company)] from contact k
    where k.workspace_id = c.workspace_id and k.id = c.contact_id and k.company is not null), '{}');
alter table conversation
  drop column unresponded,
  -- Where people look for it: what sleeps is open, but not in the way.
  add column shelf text not null generated always as
    (case when status = 'open' and snoozed_until is not null then 'snoozed' else status end) stored,
  add foreign key (workspace_id, assignee_id) references member (workspace_id, id),
  add foreign key (workspace_id, history_owner_id) references member (workspace_id, id);

drop index conversation_list;
create index conversation_list on conversation (workspace_id, inbox_id, shelf, last_activity_at desc, id desc);
create index conversation_assigned on conversation (workspace_id, inbox_id, shelf, assignee_id, last_activity_at desc, id desc);
create index conversation_taken on conversation (workspace_id, inbox_id, shelf, last_activity_at desc, id desc)
  where assignee_id is not null;
create index conversation_unread on conversation (workspace_id, inbox_id, shelf, last_activity_at desc, id desc) where unread;
create index conversation_unresponded on conversation (workspace_id, inbox_id, shelf, last_activity_at desc, id desc)
  where waiting_since is not null;
create index conversation_waiting on conversation (workspace_id, inbox_id, shelf, waiting_since, id) where waiting_since is not null;
create index conversation_due on conversation (workspace_id, snoozed_until) where snoozed_until is not null;
create index conversation_pinned on conversation (workspace_id, inbox_id, shelf, pinned_at desc) where pinned_at is not null;

update inbox_counter k set unassigned = (select count(*) from conversation c
  where c.workspace_id = k.workspace_id and c.inbox_id = k.id and c.shelf = 'open' and c.assignee_id is null);

-- What a conversation can be found by beside its own columns: `tag:…`, `company:…`, `property:…`. In the list's order, so
-- that finding is one walk of one index, however many conversations there are.
create table conversation_label (
  workspace_id uuid not null,
  conversation_id uuid not null,
  label text not null,
  inbox_id uuid not null,
  shelf text not null,
  last_activity_at timestamptz(3) not null,
  primary key (workspace_id, conversation_id, label),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade
);
create index conversation_label_list on conversation_label
  (workspace_id, label, inbox_id, shelf, last_activity_at desc, conversation_id desc);
insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
  select c.workspace_id, c.id, l.label, c.inbox_id, c.shelf, c.last_activity_at
  from conversation c, unnest(c.contact_labels) as l(label);

-- What one member has seen, keeps at the top, and has still to read. Its id is the pair's.
create table conversation_member (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  member_id uuid not null,
  inbox_id uuid not null,
  read_seq int not null default 0,
  unread boolean not null default false,
  pin double precision,
  primary key (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
) with (fillfactor = 80);
create index conversation_member_by_conversation on conversation_member (workspace_id, conversation_id);
create index conversation_member_unread on conversation_member (workspace_id, member_id, inbox_id) where unread;
create index conversation_member_pinned on conversation_member (workspace_id, member_id) where pin is not null;

-- Which messages hold a file: one that nobody holds any more is removed.
create table message_blob (
  workspace_id uuid not null,
  sha256 text not null,
  message_id uuid not null,
  primary key (workspace_id, sha256, message_id),
  foreign key (workspace_id, message_id) references message (workspace_id, id) on delete cascade
    deferrable initially deferred
);
create index message_blob_by_message on message_blob (workspace_id, message_id);
insert into message_blob (workspace_id, sha256, message_id)
  select m.workspace_id, f.file ->> 'sha256', m.id from message m, jsonb_array_elements(m.media) as f(file)
  where f.file ->> 'sha256' is not null on conflict do nothing;

create table tag (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 40),
  color text not null,
  primary key (workspace_id, id)
);

-- A filter with a name: a member's own, or everybody's who sees the inbox.
create table segment (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 60),
  inbox_id uuid,
  owner_id uuid,
  filter jsonb not null,
  position double precision not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id) on delete cascade,
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete cascade
);

-- A conversation that was deleted for good, and what its provider may still bring again.
create table conversation_tombstone (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  conversation_id uuid not null,
  line_id uuid not null,
  deleted_by uuid,
  deleted_at timestamptz(3) not null,
  primary key (workspace_id, conversation_id)
);
create table deleted_message (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  line_id uuid not null,
  provider_message_id text not null,
  deleted_at timestamptz(3) not null,
  primary key (workspace_id, line_id, provider_message_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['member_counter', 'conversation_label', 'conversation_member', 'message_blob', 'tag', 'segment',
    'conversation_tombstone', 'deleted_message']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;
