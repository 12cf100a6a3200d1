/**
 * The room where the job is broken on purpose, with real processes: a cluster, a broker and a
 * database in processes of their own, {@code kill -9}, and readers that look all the time.
 */
package io.engagement.jobs.faults;
