/**
 * This room: the main class of the Kafka broker's own JVM. Imports Kafka's server; nothing of this
 * project, and nothing of it may import this room: it is started by name.
 */
@NullMarked
package io.engagement.local.broker;

import org.jspecify.annotations.NullMarked;
