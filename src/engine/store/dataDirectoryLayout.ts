/** What lies in a data directory beside the owner's lock: the database's files, and copies of what is in it. */
export const dataDirectoryLayout = { database: 'db', backups: 'backups' } as const;
