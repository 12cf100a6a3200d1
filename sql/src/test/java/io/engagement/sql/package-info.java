/** The SQL that is shipped, tried with Flink's own parser, planner and runtime. */
@NullMarked
package io.engagement.sql;

import org.jspecify.annotations.NullMarked;
