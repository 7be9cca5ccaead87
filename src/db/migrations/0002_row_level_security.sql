-- The second wall. Even a query that forgets its workspace sees only the one that its transaction has set.
-- The owner's policy is for migrations, backups and the few functions below that must work across workspaces.
do $$
declare
  name text;
begin
  for name in
    select c.relname from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'schema_migration'
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;

grant usage on schema public to centralita_app;

-- Jobs join the transaction that causes them. The queue's own tables stay out of the application's reach.
create function enqueue(task text, payload json, queue text, key text, run_at timestamptz, max_attempts int) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform graphile_worker.add_job(task, payload, queue, coalesce(run_at, now()), max_attempts, key);
end $$;
revoke all on function enqueue from public;
grant execute on function enqueue to centralita_app;
