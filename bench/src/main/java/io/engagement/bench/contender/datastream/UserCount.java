package io.engagement.bench.contender.datastream;

/** How many users and events there were of a value in a window: of one user first, then of all. */
public class UserCount {
  public String dimension = "";
  public String value = "";
  public String user = "";
  public long windowStartMillis;
  public long users;
  public long events;

  static UserCount of(String dimension, String value, String user) {
    UserCount count = new UserCount();
    count.dimension = dimension;
    count.value = value;
    count.user = user;
    count.users = 1;
    count.events = 1;
    return count;
  }

  /** The key of what is counted. */
  public String counted() {
    return dimension + '|' + value;
  }

  /** The key of one user of it. */
  public String userOfCounted() {
    return dimension + '|' + value + '|' + user;
  }

  UserCount ofStart(long millis) {
    windowStartMillis = millis;
    return this;
  }
}
