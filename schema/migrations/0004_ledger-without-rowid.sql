CREATE TABLE `ledger_without_rowid` (
	`hour` text NOT NULL,
	`shard` integer NOT NULL,
	`version` integer NOT NULL,
	`cursors` integer NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`hour`, `shard`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `ledger_without_rowid` SELECT `hour`, `shard`, `version`, `cursors`, `body` FROM `ledger`;--> statement-breakpoint
DROP TABLE `ledger`;--> statement-breakpoint
ALTER TABLE `ledger_without_rowid` RENAME TO `ledger`;
