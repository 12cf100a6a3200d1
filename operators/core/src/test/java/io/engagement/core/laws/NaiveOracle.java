package io.engagement.core.laws;

import java.util.List;

/**
 * A metric family computed the slow, obviously right way: everything from scratch, from all raw
 * events of all users. Shares no code with the product and uses only collections and {@code
 * java.time}.
 */
@FunctionalInterface
public interface NaiveOracle {

  /**
   * The rows of every table the definition publishes, facts too. Rows that count nothing are left
   * out.
   *
   * @param events the accepted events without repeats, of any number of users, in any order
   * @param watermarkMillis no event before this is still to come in order, epoch milliseconds: a
   *     bucket is complete when it ends by then; {@link Long#MAX_VALUE} when the input has ended
   */
  PublishedRows rows(List<RawEvent> events, long watermarkMillis);
}
