/**
 * This room: what it takes to run PostgreSQL from its programs - finding them, the account they run
 * under, one server on one data directory. May import {@code local.process}.
 */
@NullMarked
package io.engagement.local.postgres;

import org.jspecify.annotations.NullMarked;
