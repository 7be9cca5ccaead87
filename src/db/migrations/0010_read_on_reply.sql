-- Some want a conversation to stay unread until somebody has answered it, not only looked at it.
alter table member_preference add column read_on_reply boolean not null default false;
