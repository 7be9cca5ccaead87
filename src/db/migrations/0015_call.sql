-- Calls: items of a thread from their first ring, numbered with its messages.
create table call (
  workspace_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  line_id uuid not null,
  -- The conversation's, for lists of calls: kept by a trigger when it moves.
  inbox_id uuid not null,
  seq int not null,
  direction text not null check (direction in ('in', 'out')),
  number text not null,
  state text not null check (state in ('ringing', 'connected', 'voicemail', 'ended')),
  ending text,
  -- Everybody who is, was or may be in it: since when, until when, and why they left.
  legs jsonb not null,
  placed_by uuid,
  answered_by uuid,
  answered_at timestamptz(3),
  ended_at timestamptz(3),
  recording_policy text not null check (recording_policy in ('off', 'on-demand', 'always')),
  recording text not null check (recording in ('off', 'on', 'paused')),
  recorded jsonb,
  voicemail jsonb,
  transcript text not null check (transcript in ('off', 'waiting', 'done', 'failed')),
  summary text not null check (summary in ('off', 'waiting', 'done', 'failed')),
  provider_call_id text,
  -- The provider's names for the legs that it carries, by ours.
  carried jsonb not null,
  -- Which process carries its voices: when that one dies, another ends the call.
  home int,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, line_id, provider_call_id),
  unique (workspace_id, conversation_id, seq),
  check ((state = 'ended') = (ended_at is not null)),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, line_id) references line (workspace_id, id),
  foreign key (workspace_id, placed_by) references member (workspace_id, id),
  foreign key (workspace_id, answered_by) references member (workspace_id, id)
) with (fillfactor = 80);
create index call_list on call (workspace_id, inbox_id, created_at desc, id desc);
create index call_missed on call (workspace_id, inbox_id, created_at desc, id desc)
  where direction = 'in' and answered_at is null;
create index call_live on call (workspace_id, number) where state <> 'ended';

create function move_calls() returns trigger language plpgsql as $$
begin
  update call set inbox_id = new.inbox_id where workspace_id = new.workspace_id and conversation_id = new.id;
  return null;
end $$;
create trigger conversation_moves_calls after update of inbox_id on conversation
  for each row when (old.inbox_id <> new.inbox_id) execute function move_calls();

-- Which members have talked in a call or were asked to: theirs to find, even outside their inboxes.
create table call_member (
  workspace_id uuid not null,
  member_id uuid not null,
  call_id uuid not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, member_id, call_id),
  foreign key (workspace_id, call_id) references call (workspace_id, id) on delete cascade deferrable initially deferred,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index call_member_list on call_member (workspace_id, member_id, created_at desc, call_id desc);
create index call_member_by_call on call_member (workspace_id, call_id);

-- The files of calls: a recording, or what was said after the beep.
create table call_audio (
  workspace_id uuid not null,
  call_id uuid not null,
  kind text not null check (kind in ('recording', 'voicemail')),
  sha256 text not null,
  created_at timestamptz(3) not null,
  -- Until when the inbox keeps it.
  keep_until timestamptz(3),
  primary key (workspace_id, call_id, kind),
  foreign key (workspace_id, call_id) references call (workspace_id, id) on delete cascade
);
create index call_audio_by_file on call_audio (workspace_id, sha256);
create index call_audio_due on call_audio (workspace_id, keep_until) where keep_until is not null;

-- What was said, as a text and in a few words. Its id is the call's.
create table call_words (
  workspace_id uuid not null,
  id uuid not null,
  lines jsonb not null default '[]',
  summary jsonb,
  next_steps jsonb,
  created_at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references call (workspace_id, id) on delete cascade deferrable initially deferred
);

-- How calls are answered in an inbox, where that differs from what is usual. Its id is the inbox's.
create table inbox_calling (
  workspace_id uuid not null,
  id uuid not null,
  ring_together boolean not null,
  ring_seconds int not null check (ring_seconds between 5 and 120),
  ring_order jsonb not null,
  hours jsonb,
  greeting_language text not null check (greeting_language in ('en', 'es', 'fr')),
  greeting_sha256 text,
  missed_text text,
  recording text not null check (recording in ('off', 'on-demand', 'always')),
  keep_days int check (keep_days between 1 and 3650),
  transcribe boolean not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references inbox (workspace_id, id) on delete cascade
);

-- Who writes down what was said: any server that speaks OpenAI's API.
create table scribe (
  workspace_id uuid primary key references workspace (workspace_id) on delete cascade,
  speech_url text not null,
  speech_model text not null,
  summary_url text,
  summary_model text,
  sealed_keys text not null,
  updated_at timestamptz(3) not null
);

do $$
declare
  name text;
begin
  foreach name in array array['call', 'call_member', 'call_audio', 'call_words', 'inbox_calling', 'scribe']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;
