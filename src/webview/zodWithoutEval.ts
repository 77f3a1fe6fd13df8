import { config } from 'zod';

/*
 * Imported before any schema is made. zod tries once whether it may compile code from strings; the panel's page forbids
 * that, and each try would be reported as a violation of its policy.
 */
config({ jitless: true });
