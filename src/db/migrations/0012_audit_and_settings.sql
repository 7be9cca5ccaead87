-- What an owner may one day have to account for: who did what, when. Only ever added to, and each row carries the hash of all
-- before it, so that a row that was changed, removed or slipped in shows from there on.
create table audit (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  seq bigint not null,
  at timestamptz(3) not null,
  action text not null,
  actor text not null check (actor in ('customer', 'member', 'api', 'system')),
  actor_id uuid,
  subject_id uuid,
  detail jsonb not null default '{}',
  hash text not null,
  primary key (workspace_id, seq)
);
create index audit_by_actor on audit (workspace_id, actor_id, seq);
create index audit_by_action on audit (workspace_id, action text_pattern_ops, seq);

-- The end of each chain. Locked by whoever adds to it, which no message does.
create table audit_head (
  workspace_id uuid primary key references workspace (workspace_id) on delete cascade,
  seq bigint not null default 0,
  hash text not null default ''
);

-- The text form of jsonb is one for the same content.
create function audit_hash(before text, entry audit) returns text language sql immutable parallel safe
return encode(sha256(convert_to(jsonb_build_array(before, entry.workspace_id, entry.seq,
  (extract(epoch from entry.at) * 1000)::bigint, entry.action, entry.actor, entry.actor_id, entry.subject_id,
  entry.detail)::text, 'UTF8')), 'hex');

-- Adds entries, in their order, to the chain of the transaction's workspace: the application has no other way.
create function audit_append(entries jsonb, happened_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  head audit_head;
  entry audit;
begin
  insert into audit_head (workspace_id) values (current_workspace()) on conflict do nothing;
  select * into strict head from audit_head where workspace_id = current_workspace() for update;
  for entry in
    select head.workspace_id, 0, happened_at, r.action, r.actor, r."actorId", r."subjectId", coalesce(r.detail, '{}'), ''
    from jsonb_to_recordset(entries) as r(action text, actor text, "actorId" uuid, "subjectId" uuid, detail jsonb)
  loop
    head.seq := head.seq + 1;
    entry.seq := head.seq;
    entry.hash := audit_hash(head.hash, entry);
    head.hash := entry.hash;
    insert into audit select (entry).*;
  end loop;
  update audit_head set seq = head.seq, hash = head.hash where workspace_id = head.workspace_id;
end $$;
revoke all on function audit_append from public;
grant execute on function audit_append to centralita_app;

-- Not even the owner of the tables changes what is written.
create function audit_is_kept() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  -- The end of a whole workspace takes its log along.
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
    return old;
  end if;
  raise exception 'The audit log is only added to' using errcode = '42501';
end $$;
create trigger audit_is_kept before update or delete on audit for each row execute function audit_is_kept();
create trigger audit_is_kept_whole before truncate on audit execute function audit_is_kept();

do $$
declare
  name text;
begin
  foreach name in array array['audit', 'audit_head']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select on %I to centralita_app', name);
  end loop;
end $$;

-- What a key may do, and in which inboxes; null: in all that its maker reaches.
alter table api_key
  add column access text not null default 'write' check (access in ('read', 'write')),
  add column inbox_ids uuid[];

-- Of whom more than a password is wanted.
alter table workspace
  add column mfa_required text not null default 'admins' check (mfa_required in ('nobody', 'admins', 'everybody'));

-- When an inbox is open; null: always. Its shape is `hoursSchema` in src/features/inbox/hours.ts.
alter table inbox add column hours jsonb;

-- How a member likes to see things on each of their devices; null: as the device does.
alter table member_preference
  add column language text,
  add column theme text,
  add column time_zone text;
