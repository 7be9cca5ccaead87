-- What members say to each other beside all conversations: two of them, or a group.
create table chat (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id uuid not null,
  -- Of two, for good: its id is made of theirs.
  direct boolean not null,
  name text check (length(name) between 1 and 60),
  -- Who is in it; each of them has a row in `chat_member`.
  member_ids uuid[] not null,
  item_seq int not null,
  -- The newest words: `{seq, authorId, text}`.
  preview jsonb not null,
  last_activity_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  primary key (workspace_id, id)
);

-- Who is in a chat, and how far they have read. Its id is the pair's.
create table chat_member (
  workspace_id uuid not null,
  id uuid not null,
  chat_id uuid not null,
  member_id uuid not null,
  read_seq int not null,
  joined_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, member_id, chat_id),
  foreign key (workspace_id, chat_id) references chat (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index chat_member_by_chat on chat_member (workspace_id, chat_id);

create table chat_message (
  workspace_id uuid not null,
  id uuid not null,
  chat_id uuid not null,
  seq int not null,
  -- What its author did with the chat, instead of saying something: `{type, name, memberIds}`.
  did jsonb,
  author_id uuid not null,
  -- As in `comment`.
  text text not null,
  mentions jsonb not null,
  reactions jsonb not null,
  earlier jsonb not null,
  deleted_at timestamptz(3),
  deleted_by uuid,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (workspace_id, id),
  unique (workspace_id, chat_id, seq),
  foreign key (workspace_id, chat_id) references chat (workspace_id, id) on delete cascade,
  foreign key (workspace_id, author_id) references member (workspace_id, id),
  foreign key (workspace_id, deleted_by) references member (workspace_id, id)
);

do $$
declare
  name text;
begin
  foreach name in array array['chat', 'chat_member', 'chat_message']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;
