-- What a member says of themselves for a while. The row is there once they have said something.
create table member_status (
  workspace_id uuid not null,
  id uuid not null,
  emoji text not null check (length(emoji) <= 40),
  text text not null check (length(text) <= 100),
  until timestamptz(3),
  set_at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, id) references member (workspace_id, id) on delete cascade
);

-- Who is out of an inbox's queue, or was once and is back. Its id is the pair's; whoever has none is in.
create table queue_place (
  workspace_id uuid not null,
  id uuid not null,
  inbox_id uuid not null,
  member_id uuid not null,
  in_queue boolean not null,
  at timestamptz(3) not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index queue_place_by_inbox on queue_place (workspace_id, inbox_id);

do $$
declare
  name text;
begin
  foreach name in array array['member_status', 'queue_place']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;
