/**
 * The room of SQL: the tables of {@code sql/ddl} for a deployment, and Flink's SQL client with them
 * registered.
 *
 * <p>May import the configuration and the local servers; no other room of the command line.
 */
@NullMarked
package io.engagement.cli.sql;

import org.jspecify.annotations.NullMarked;
