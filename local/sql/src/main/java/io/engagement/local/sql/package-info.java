/** What Flink's SQL client needs of ours in its own class path: the catalog of a session. */
@NullMarked
package io.engagement.local.sql;

import org.jspecify.annotations.NullMarked;
