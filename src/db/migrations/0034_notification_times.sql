-- Texts that come into a conversation before anybody has read the last one are one notification, of the newest of them.
alter table notification add column times int not null default 1;
