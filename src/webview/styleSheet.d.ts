/** Imported for the bundler, which collects style sheets beside the script. */
declare module '*.css';
