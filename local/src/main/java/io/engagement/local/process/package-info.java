/**
 * This room: child processes that never outlive their purpose - launching, waiting for readiness,
 * stopping, loopback ports and the class paths that the build wrote down. Imports the JDK alone.
 */
@NullMarked
package io.engagement.local.process;

import org.jspecify.annotations.NullMarked;
