/**
 * This room: real servers on loopback, started without containers for the demo and for integration
 * tests. Each server runs in processes of its own that end with the JVM that started them. May
 * import {@code local.process}, {@code local.postgres}, {@code local.flink} and the PostgreSQL
 * driver; nothing else of this project.
 */
@NullMarked
package io.engagement.local;

import org.jspecify.annotations.NullMarked;
