DROP INDEX `targets_shard`;--> statement-breakpoint
ALTER TABLE `targets` ADD `shard_before` integer;--> statement-breakpoint
ALTER TABLE `targets` ADD `shard_since` integer;--> statement-breakpoint
CREATE INDEX `targets_shard_before` ON `targets` (`shard_before`,`shard_since`);--> statement-breakpoint
CREATE INDEX `targets_shard` ON `targets` (`shard`,`shard_since`,`shard_before`);