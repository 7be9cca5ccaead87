-- Which process each job worker lives in. A process holds an advisory lock on its key; when it dies, however it dies,
-- the lock is gone and the jobs that it held can be given to others.
create table job_worker (
  worker_id text primary key,
  node_key int not null
);
