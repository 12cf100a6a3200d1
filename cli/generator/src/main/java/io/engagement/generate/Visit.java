package io.engagement.generate;

import java.util.Arrays;

/** One visit in progress: who, with what, where they are, and what they will do next. */
final class Visit {
  static final int MOST_IN_LIST = 5;

  private static final int PLAN_CAPACITY = 48;

  /** Where the visitor is; also names the kind of page. */
  enum Place {
    DOOR,
    HOME,
    LIST,
    SEARCH,
    PRODUCT,
    CART,
    CHECKOUT,
    CONFIRMATION,
    ARTICLE
  }

  int person;
  int deviceSlot;
  boolean app;
  String currency = "USD";
  long clockSkewMillis;

  /** The next thing happens then: epoch milliseconds. */
  long nextAtMillis;

  /** Breaks ties of {@link #nextAtMillis}. */
  long order;

  Place place = Place.DOOR;
  int product;
  int category;
  int article;
  int search;
  int page;
  boolean experimentSeen;
  boolean cartExperimentSeen;

  final int[] listed = new int[MOST_IN_LIST];

  /** Whether these products are the answer to a search. */
  boolean listedBySearch;

  int clickedPosition;

  long recommendationId;
  int placement;
  int model;
  final int[] recommended = new int[MOST_IN_LIST];
  int recommendedClicked;

  Cart cart = new Cart();
  int checkoutStep;
  long orderId;

  /** The part of {@code context} that stays the same during the visit. */
  final JsonBytes context = new JsonBytes();

  /** The path of the page last seen, and the one before it. */
  final JsonBytes path = new JsonBytes();

  private final Happening[] planned = new Happening[PLAN_CAPACITY];
  private final int[] plannedPauses = new int[PLAN_CAPACITY];
  private int plannedAt;
  private int plannedEnd;

  /** Clears the previous visit. */
  void reset(int newPerson) {
    person = newPerson;
    place = Place.DOOR;
    page = 0;
    experimentSeen = false;
    cartExperimentSeen = false;
    cart = new Cart();
    checkoutStep = 0;
    recommendedClicked = -1;
    clockSkewMillis = 0;
    context.clear();
    path.clear();
    path.put('/');
    plannedAt = 0;
    plannedEnd = 0;
    Arrays.fill(recommended, -1);
  }

  /** Adds to the plan: it happens {@code pauseMillis} after what is planned before it. */
  void then(Happening happening, int pauseMillis) {
    if (plannedAt == plannedEnd) {
      plannedAt = 0;
      plannedEnd = 0;
    }
    planned[plannedEnd] = happening;
    plannedPauses[plannedEnd++] = pauseMillis;
  }

  boolean hasPlan() {
    return plannedAt < plannedEnd;
  }

  int nextPauseMillis() {
    return plannedPauses[plannedAt];
  }

  Happening takeNext() {
    return planned[plannedAt++];
  }
}
