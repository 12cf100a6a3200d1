package io.engagement.generate;

import io.engagement.generate.Visit.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what visitors do: from where they are, the next stretch of the visit is planned. Leaving
 * is planning nothing.
 */
final class Shopper {
  /** Records a visit has on average; tells how many visits a number of records needs. */
  static final double RECORDS_PER_VISIT = 10.3;

  private static final int REMEMBERED_CARTS = 20_000;
  private static final int MAX_PAGES = 60;
  private static final int LOAD_MILLIS = 180;

  private final Population people;
  private final Dice dice;
  private final Map<Integer, Cart> leftCarts = new BoundedCarts();

  Shopper(Population people, Dice dice) {
    this.people = people;
    this.dice = dice;
  }

  /** Plans the next stretch; a visit without a plan afterwards is over. */
  void plan(Visit visit) {
    if (visit.page > MAX_PAGES) {
      leave(visit);
      return;
    }
    int draw = dice.below(100);
    switch (visit.place) {
      case DOOR -> enter(visit, draw);
      case HOME -> fromHome(visit, draw);
      case LIST, SEARCH -> fromList(visit, draw);
      case PRODUCT -> fromProduct(visit, draw);
      case CART -> fromCart(visit, draw);
      case CHECKOUT -> fromCheckout(visit, draw);
      case ARTICLE -> fromArticle(visit, draw);
      case CONFIRMATION -> afterOrder(visit, draw);
    }
  }

  private void enter(Visit visit, int draw) {
    @Nullable Cart left = leftCarts.remove(visit.person);
    visit.category = favourite(visit);
    if (left != null && (draw < 55 || !people.areRegulars())) {
      visit.cart = left;
    }
    if (left != null && draw < 55) {
      goCart(visit);
    } else if (draw < 40) {
      goHome(visit);
    } else if (draw < 62) {
      visit.product = Catalogue.productOf(visit.category, dice);
      goProduct(visit);
    } else if (draw < 78) {
      goList(visit, Place.LIST);
    } else {
      goArticle(visit);
    }
    if (people.signsUp(visit.person)
        && !people.isSignedIn(visit)
        && dice.chance(people.signInAtTheDoor())) {
      visit.then(Happening.IDENTIFY, dice.pause(36_000));
    }
  }

  private void fromHome(Visit visit, int draw) {
    if (draw < 34) {
      visit.category = dice.chance(0.6) ? favourite(visit) : dice.skewed(Catalogue.CATEGORIES);
      goList(visit, Place.LIST);
    } else if (draw < 52) {
      goSearch(visit);
    } else if (draw < 62) {
      clickRecommendation(visit);
    } else if (draw < 76) {
      goArticle(visit);
    } else {
      leave(visit);
    }
  }

  private void fromList(Visit visit, int draw) {
    if (draw < 58) {
      visit.clickedPosition = dice.skewed(people.listedProducts());
      visit.product = visit.listed[visit.clickedPosition];
      visit.then(Happening.PRODUCT_CLICKED, dice.pause(16_200));
      goProduct(visit);
    } else if (draw < 68) {
      goSearch(visit);
    } else if (draw < 78) {
      visit.category = dice.skewed(Catalogue.CATEGORIES);
      goList(visit, Place.LIST);
    } else {
      leave(visit);
    }
  }

  private void fromProduct(Visit visit, int draw) {
    if (draw < 19 && !visit.cart.isFull()) {
      addToCart(visit);
    } else if (draw < 27) {
      clickRecommendation(visit);
    } else if (draw < 58) {
      goList(visit, Place.LIST);
    } else if (draw < 63) {
      goArticle(visit);
    } else if (draw < 67 && visit.cart.lines > 0) {
      goCart(visit);
    } else {
      leave(visit);
    }
  }

  private void addToCart(Visit visit) {
    if (visit.cart.lines == 0) {
      visit.cart.id = dice.nextLong();
    }
    visit.cart.add(visit.product, dice.chance(0.82) ? 1 : dice.between(2, 4));
    visit.then(Happening.PRODUCT_ADDED, dice.pause(28_800));
    if (dice.chance(0.5)) {
      goCart(visit);
    } else {
      goList(visit, Place.LIST);
    }
  }

  private void fromCart(Visit visit, int draw) {
    if (visit.cart.lines > 0 && draw < checkoutPercent(visit.person)) {
      goCheckout(visit);
    } else if (visit.cart.lines > 0 && draw < 60) {
      visit.cart.touch(dice.below(visit.cart.lines));
      visit.then(Happening.PRODUCT_REMOVED, dice.pause(16_200));
    } else if (draw < 78) {
      goList(visit, Place.LIST);
    } else {
      leave(visit);
    }
  }

  private int checkoutPercent(int person) {
    return people.areRegulars() && people.hasShippingHint(person) ? 54 : 50;
  }

  /** How many of a hundred take the next step of the checkout. */
  private int patiencePercent(int person) {
    boolean isEased =
        people.areRegulars()
            && people.isInCheckoutExperiment(person)
            && people.hasShortCheckout(person);
    return isEased ? 91 : 88;
  }

  private void goCheckout(Visit visit) {
    visit.place = Place.CHECKOUT;
    visit.checkoutStep = 1;
    visit.orderId = dice.nextLong();
    visit.then(Happening.PAGE, dice.pause(12_600));
    visit.then(Happening.CHECKOUT_STARTED, LOAD_MILLIS);
    if (people.signsUp(visit.person) && !people.isSignedIn(visit) && dice.chance(0.7)) {
      visit.then(Happening.IDENTIFY, dice.pause(45_000));
    }
  }

  private void fromCheckout(Visit visit, int draw) {
    if (draw >= patiencePercent(visit.person)) {
      leave(visit);
    } else if (visit.checkoutStep == 1) {
      visit.then(Happening.CHECKOUT_STEP_VIEWED, dice.pause(5_400));
      visit.then(Happening.CHECKOUT_STEP_COMPLETED, dice.pause(50_400));
      visit.checkoutStep = 2;
    } else if (visit.checkoutStep == 2) {
      visit.then(Happening.PAYMENT_INFO_ENTERED, dice.pause(43_200));
      visit.checkoutStep = 3;
    } else if (draw < 6) {
      visit.then(Happening.PAYMENT_FAILED, dice.pause(9_000));
    } else {
      visit.then(Happening.ORDER_COMPLETED, dice.pause(10_800));
      visit.place = Place.CONFIRMATION;
      visit.then(Happening.PAGE, LOAD_MILLIS);
      if (dice.chance(0.04)) {
        visit.then(Happening.ORDER_REFUNDED, 60_000 + dice.below(20 * 3_600_000));
      }
    }
  }

  private void afterOrder(Visit visit, int draw) {
    visit.cart = new Cart();
    if (draw < 15) {
      goHome(visit);
    }
  }

  private void fromArticle(Visit visit, int draw) {
    if (draw < 34) {
      goArticle(visit);
    } else if (draw < 42) {
      goHome(visit);
    } else if (draw < 52) {
      visit.product = Catalogue.productOf(favourite(visit), dice);
      goProduct(visit);
    } else {
      leave(visit);
    }
  }

  private void goHome(Visit visit) {
    arrive(visit, Place.HOME, 6_000);
    meetExperiment(visit);
    recommend(visit, 0);
  }

  private void goList(Visit visit, Place kind) {
    arrive(visit, kind, 8_000);
    visit.listedBySearch = kind == Place.SEARCH;
    int top = Catalogue.productOf(visit.category, dice);
    for (int i = 0; i < people.listedProducts(); i++) {
      int within = (top + i * 7) % Catalogue.PRODUCTS_PER_CATEGORY;
      visit.listed[i] = visit.category * Catalogue.PRODUCTS_PER_CATEGORY + within;
    }
    visit.then(Happening.PRODUCT_LIST_VIEWED, LOAD_MILLIS);
  }

  private void goSearch(Visit visit) {
    visit.search = dice.skewed(Catalogue.searches());
    visit.category = visit.search % Catalogue.CATEGORIES;
    visit.then(Happening.PRODUCTS_SEARCHED, dice.pause(19_800));
    goList(visit, Place.SEARCH);
  }

  private void goProduct(Visit visit) {
    visit.category = Catalogue.categoryOf(visit.product);
    arrive(visit, Place.PRODUCT, 4_000);
    visit.then(Happening.PRODUCT_VIEWED, LOAD_MILLIS);
    if (visit.page == 1) {
      meetExperiment(visit);
    }
    if (dice.chance(0.55)) {
      recommend(visit, 1);
    }
    read(visit, dice.below(3));
  }

  private void goCart(Visit visit) {
    arrive(visit, Place.CART, 5_000);
    visit.then(Happening.CART_VIEWED, LOAD_MILLIS);
    if (people.areRegulars() && !visit.cartExperimentSeen) {
      visit.cartExperimentSeen = true;
      visit.then(Happening.EXPERIMENT_VIEWED, 90);
    }
  }

  private void goArticle(Visit visit) {
    visit.article = dice.skewed(Catalogue.ARTICLES);
    arrive(visit, Place.ARTICLE, 7_000);
    read(visit, dice.below(6));
    if (dice.chance(0.08)) {
      visit.then(Happening.VIDEO_STARTED, dice.pause(27_000));
      read(visit, dice.below(4));
      if (dice.chance(0.6)) {
        visit.then(Happening.VIDEO_COMPLETED, dice.pause(108_000));
      }
    }
  }

  private void arrive(Visit visit, Place place, int typicalPauseMillis) {
    visit.place = place;
    visit.page++;
    boolean distracted = dice.chance(0.02);
    visit.then(Happening.PAGE, dice.pause(distracted ? 420_000 : 2 * typicalPauseMillis));
  }

  private void read(Visit visit, int heartbeats) {
    for (int i = 0; i < heartbeats; i++) {
      visit.then(Happening.PAGE_PING, 10_000);
    }
  }

  private void meetExperiment(Visit visit) {
    if (!visit.experimentSeen && people.isInCheckoutExperiment(visit.person)) {
      visit.experimentSeen = true;
      visit.then(Happening.EXPERIMENT_VIEWED, 90);
    }
  }

  private void recommend(Visit visit, int placement) {
    visit.placement = placement;
    visit.model = dice.below(2);
    visit.recommendationId = dice.nextLong();
    for (int i = 0; i < people.recommendedItems(); i++) {
      int category = visit.model == 0 ? visit.category : favourite(visit);
      visit.recommended[i] = Catalogue.productOf(category, dice);
    }
    visit.then(Happening.RECOMMENDATION_VIEWED, 240);
  }

  /** A person's own taste is better met by the second model, and the first place draws most. */
  private void clickRecommendation(Visit visit) {
    if (visit.recommended[0] < 0 || (visit.model == 0 && dice.chance(0.25))) {
      goList(visit, Place.LIST);
      return;
    }
    visit.recommendedClicked = dice.skewed(people.recommendedItems());
    visit.product = visit.recommended[visit.recommendedClicked];
    visit.then(Happening.RECOMMENDATION_CLICKED, dice.pause(14_400));
    visit.category = Catalogue.categoryOf(visit.product);
    arrive(visit, Place.PRODUCT, 2_000);
    visit.then(Happening.PRODUCT_VIEWED, LOAD_MILLIS);
    visit.recommended[0] = -1;
  }

  private void leave(Visit visit) {
    if (visit.cart.lines > 0) {
      leftCarts.put(visit.person, visit.cart);
    }
  }

  private int favourite(Visit visit) {
    return (int) Long.remainderUnsigned(people.trait(visit.person, 22), Catalogue.CATEGORIES);
  }

  /** The carts of the last visitors who left one. */
  @SuppressWarnings("serial")
  private static final class BoundedCarts extends LinkedHashMap<Integer, Cart> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Cart> eldest) {
      return size() > REMEMBERED_CARTS;
    }
  }
}
