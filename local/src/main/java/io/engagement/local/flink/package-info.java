/**
 * This room: what it takes to run Flink as processes - its distribution put together from Maven
 * artifacts, its configuration, its REST interface, the processes of a cluster. Flink itself is not
 * on the class path. May import {@code local.process}.
 */
@NullMarked
package io.engagement.local.flink;

import org.jspecify.annotations.NullMarked;
