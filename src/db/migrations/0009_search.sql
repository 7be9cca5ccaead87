-- Search is a copy of what is said, kept beside it: filled from the event feed a moment after the commit, so that the way in
-- pays nothing for it, and never asked who may see what: the conversation itself is asked, each time.

-- How far the copy has come in the event feed.
create table search_progress (
  workspace_id uuid primary key references workspace (workspace_id) on delete cascade,
  feed_seq bigint not null default 0
) with (fillfactor = 50);

-- The n-th some ten thousand items of a workspace, in the order in which they came. Every word is kept with its block's key
-- before it (`k3J9xQhello`), so that looking for it in one block reads nothing of the others, whole words and beginnings alike.
create table search_block (
  workspace_id uuid not null references workspace (workspace_id) on delete cascade,
  id int not null,
  key text not null check (length(key) = 6),
  -- Whom one talks to, apart from what is said.
  people boolean not null,
  items int not null,
  newest_at timestamptz(3) not null,
  oldest_at timestamptz(3) not null,
  inbox_ids uuid[] not null,
  primary key (workspace_id, id)
) with (fillfactor = 50);

create table search_item (
  workspace_id uuid not null,
  conversation_id uuid not null,
  kind text not null,
  id uuid not null,
  inbox_id uuid not null,
  block int not null,
  -- Its number in the thread; null for the conversation itself.
  seq int,
  at timestamptz(3) not null,
  words tsvector not null,
  primary key (workspace_id, conversation_id, kind, id),
  foreign key (workspace_id, conversation_id) references conversation (workspace_id, id) on delete cascade,
  foreign key (workspace_id, block) references search_block (workspace_id, id)
);
-- The order of a GIN index's columns means nothing, and a block's key belongs to one workspace: its own column would only
-- cost. What waits to be sorted in would be read by every search, once for each block: nothing waits.
create index search_item_words on search_item using gin (words) with (fastupdate = off);

do $$
declare
  name text;
begin
  foreach name in array array['search_progress', 'search_block', 'search_item'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy workspace_only on %I to centralita_app using (workspace_id = current_workspace())', name);
    execute format('create policy owner_all on %I to current_user using (true)', name);
    execute format('grant select, insert, update, delete on %I to centralita_app', name);
  end loop;
end $$;

create type search_hit as (kind text, id uuid, conversation_id uuid, seq int, at timestamptz);

-- The newest hits, block by block from the newest one on, until there are enough of them or time is up: then `searched_to`
-- says how far it came, and asking again with it as `until` goes on.
-- Under row-level security no text operator reaches an index, so this runs as its owner, with both walls built in: only
-- the workspace that the transaction has set, and only conversations that are in the reader's inboxes now.
-- `words` is a tsquery with `@` where a block's key belongs. `also` is looked for only in what `words` has found.
create function search_items(
  reach uuid[], reader uuid, wanted_people boolean, words text, also text, tags uuid[],
  since timestamptz, until timestamptz, most int, within_ms int
) returns table (kind text, id uuid, conversation_id uuid, seq int, at timestamptz, searched_to timestamptz)
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  workspace uuid := current_workspace();
  deadline timestamptz := clock_timestamp() + make_interval(secs => within_ms / 1000.0);
  block record;
  -- Of few inboxes the same question serves every block; of many only those are asked for that a block holds.
  within_reach text := case when cardinality(reach) between 1 and 8
    then ' & (''@~in:' || array_to_string(reach, ''' | ''@~in:') || ''')' end;
  asked tsquery;
  asked_also tsquery;
  hits search_hit[] := '{}';
  passed search_hit[];
  looked int;
  depth int;
  begun boolean := false;
  stopped timestamptz;
begin
  for block in
    select b.key, b.newest_at, b.inbox_ids from search_block b
    where b.workspace_id = workspace and b.people = wanted_people and b.inbox_ids && reach
      and (since is null or b.newest_at >= since) and (until is null or b.oldest_at < until)
    order by b.newest_at desc, b.id desc
  loop
    -- Blocks may overlap in time: enough is enough when no later one can hold anything newer.
    exit when cardinality(hits) >= most and block.newest_at <= (hits[most]).at;
    -- At least one block is new to who goes on, or nobody would ever come to the end.
    if until is null or block.newest_at < until then
      if begun and clock_timestamp() > deadline then
        stopped := block.newest_at + interval '1 millisecond';
        exit;
      end if;
      begun := true;
    end if;
    asked_also := replace(also, '@', block.key)::tsquery;
    if block.inbox_ids <@ reach then
      asked := replace(words, '@', block.key)::tsquery;
    elsif within_reach is not null then
      asked := replace(words || within_reach, '@', block.key)::tsquery;
    else
      asked := replace(words, '@', block.key)::tsquery && (
        select string_agg(quote_literal(block.key || '~in:' || i), '|')::tsquery
        from unnest(reach) i where i = any(block.inbox_ids));
    end if;
    -- The newest first, and deeper only when too many of them turn out not to be the reader's to see.
    depth := 4 * most;
    loop
      select count(*), coalesce(array_agg((s.kind, s.id, s.conversation_id, s.seq, s.at)::search_hit
          order by s.at desc, s.id desc) filter (where s.visible), '{}')
        into looked, passed
      from (
        select s.kind, s.id, s.conversation_id, s.seq, s.at, exists (
            select from conversation c
            where c.workspace_id = workspace and c.id = s.conversation_id and c.inbox_id = any(reach)
              and (s.seq is null or s.seq > c.hidden_seq or c.history_owner_id = reader)
              and (tags is null or c.tag_ids && tags)) as visible
        from (
          select s.kind, s.id, s.conversation_id, s.seq, s.at from search_item s
          where s.words @@ asked and s.workspace_id = workspace
            and (also is null or ts_match_vq(s.words, asked_also))
            and (since is null or s.at >= since) and (until is null or s.at < until)
          order by s.at desc, s.id desc limit depth) s) s;
      exit when cardinality(passed) >= most or looked < depth;
      depth := 16 * depth;
    end loop;
    if passed <> '{}' then
      hits := array(select h from unnest(hits || passed) h order by h.at desc, h.id desc limit most);
    end if;
  end loop;
  return query
    select h.kind, h.id, h.conversation_id, h.seq, h.at, stopped from unnest(hits) h
    -- What is older than where it stopped may not be the newest of what is there.
    where stopped is null or h.at >= stopped order by h.at desc, h.id desc;
  if stopped is not null then
    return query select null::text, null::uuid, null::uuid, null::int, null::timestamptz, stopped;
  end if;
end $$;
revoke all on function search_items from public;
grant execute on function search_items to centralita_app;
