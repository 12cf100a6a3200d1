/**
 * The room of SQL: the tables of {@code sql/ddl} for a deployment, and Flink's SQL client with them
 * registered.
 *
 * <p>May import {@code core.config} and {@code local}; no command.
 */
@NullMarked
package io.engagement.cli.sql;

import org.jspecify.annotations.NullMarked;
