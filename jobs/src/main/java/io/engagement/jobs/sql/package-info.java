/**
 * The room of SQL: the tables of {@code sql/ddl} for a deployment, and Flink's SQL client with them
 * registered.
 *
 * <p>May import the configuration and the local servers; no other room of the jobs.
 */
@NullMarked
package io.engagement.jobs.sql;

import org.jspecify.annotations.NullMarked;
