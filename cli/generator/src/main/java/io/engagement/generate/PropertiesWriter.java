package io.engagement.generate;

import static io.engagement.generate.JsonBytes.ascii;

/** Writes what is specific to a happening: the members of {@code properties} or {@code traits}. */
final class PropertiesWriter {
  private static final byte[][] PLACEMENTS = {ascii("home_hero"), ascii("product_similar")};
  private static final byte[][] MODELS = {
    ascii("\",\"model_id\":\"popularity\",\"model_version\":\"3\""),
    ascii("\",\"model_id\":\"sequence\",\"model_version\":\"2024.2\"")
  };
  private static final byte[] PRODUCT_ID = ascii("\"product_id\":\"p-");
  private static final byte[] SKU = ascii("\",\"sku\":\"HS-");
  private static final byte[] CATEGORY = ascii("\",\"category\":\"");
  private static final byte[] NAME = ascii("\",\"name\":\"");
  private static final byte[] BRAND = ascii("\",\"brand\":\"");
  private static final byte[] VARIANT = ascii("\",\"variant\":\"");
  private static final byte[] PRICE = ascii("\",\"price\":");
  private static final byte[] QUANTITY = ascii(",\"quantity\":");
  private static final byte[] CURRENCY = ascii(",\"currency\":\"");
  private static final byte[] POSITION = ascii(",\"position\":");
  private static final byte[] LIST_ID = ascii("\"list_id\":\"");
  private static final byte[] PRODUCTS = ascii(",\"products\":[");
  private static final byte[] PATH = ascii("\"path\":\"");
  private static final byte[] URL = ascii("\",\"url\":\"https://hearthside.example");
  private static final byte[] TITLE = ascii("\",\"title\":\"");

  private final Population people;

  PropertiesWriter(Population people) {
    this.people = people;
  }

  /** Notes the path of the page the visitor is now on. */
  void setPath(Visit visit) {
    JsonBytes path = visit.path;
    path.clear();
    switch (visit.place) {
      case DOOR, HOME -> path.put('/');
      case LIST -> path.put("/shop/").put(Catalogue.categorySlug(visit.category));
      case SEARCH -> path.put("/search");
      case PRODUCT ->
          path.put("/shop/")
              .put(Catalogue.categorySlug(visit.category))
              .put("/p-")
              .number(visit.product);
      case CART -> path.put("/cart");
      case CHECKOUT -> path.put("/checkout");
      case CONFIRMATION -> path.put("/checkout/thank-you");
      case ARTICLE ->
          path.put("/magazine/")
              .put(Catalogue.topic(visit.article))
              .put("/a-")
              .number(visit.article);
    }
  }

  void write(Visit visit, Happening happening, JsonBytes out) {
    switch (happening) {
      case PAGE -> page(visit, out);
      case PAGE_PING -> path(visit, out).put('"');
      case IDENTIFY -> traits(visit, out);
      case EXPERIMENT_VIEWED -> experiment(visit, out);
      case RECOMMENDATION_VIEWED -> recommendation(visit, out);
      case RECOMMENDATION_CLICKED -> recommendationClick(visit, out);
      case PRODUCTS_SEARCHED ->
          out.put("\"query\":\"").put(Catalogue.searchWords(visit.search)).put('"');
      case PRODUCT_LIST_VIEWED -> productList(visit, out);
      case PRODUCT_CLICKED -> {
        listId(visit, out).put(',');
        product(visit.product, 1, visit, out).put(POSITION).number(visit.clickedPosition + 1L);
      }
      case PRODUCT_VIEWED -> product(visit.product, 1, visit, out);
      case PRODUCT_ADDED, PRODUCT_REMOVED -> cartLine(visit, out);
      case CART_VIEWED -> {
        cartId(visit, out);
        products(visit, out);
      }
      case CHECKOUT_STARTED -> order(visit, out);
      case CHECKOUT_STEP_VIEWED, CHECKOUT_STEP_COMPLETED ->
          checkoutId(visit, out).put(",\"step\":1,\"shipping_method\":\"standard\"");
      case PAYMENT_INFO_ENTERED ->
          checkoutId(visit, out).put(",\"step\":2,\"payment_method\":\"card\"");
      case PAYMENT_FAILED -> checkoutId(visit, out).put(",\"step\":3,\"reason\":\"declined\"");
      case ORDER_COMPLETED -> order(visit, out);
      case ORDER_REFUNDED -> refund(visit, out);
      case VIDEO_STARTED, VIDEO_COMPLETED ->
          out.put("\"content_asset_id\":\"v-")
              .number(visit.article)
              .put("\",\"total_length\":")
              .number(40 + visit.article % 200);
    }
  }

  private void page(Visit visit, JsonBytes out) {
    path(visit, out).put(URL).put(visit.path.array(), visit.path.length()).put(TITLE);
    switch (visit.place) {
      case PRODUCT -> title(visit.product, out);
      case LIST, SEARCH -> out.put(Catalogue.categoryName(visit.category));
      case ARTICLE ->
          out.put("Story ")
              .number(visit.article)
              .put("\",\"content_id\":\"a-")
              .number(visit.article)
              .put("\",\"topic\":\"")
              .put(Catalogue.topic(visit.article));
      default -> out.put("Hearthside");
    }
    out.put('"');
  }

  private static JsonBytes path(Visit visit, JsonBytes out) {
    return out.put(PATH).put(visit.path.array(), visit.path.length());
  }

  private void traits(Visit visit, JsonBytes out) {
    out.put("\"email\":\"u-").number(visit.person).put("@mail.example\",\"plan\":\"");
    out.put(people.isBit(visit.person, 51, 12) ? "member" : "free").put('"');
  }

  private void experiment(Visit visit, JsonBytes out) {
    if (visit.place == Visit.Place.CART) {
      boolean told = people.hasShippingHint(visit.person);
      out.put("\"experiment_id\":\"exp-shipping\",\"experiment_name\":\"Free shipping hint\"");
      out.put(",\"variation_id\":\"").put(told ? "hint" : "control");
      out.put("\",\"variation_name\":\"").put(told ? "Hint in the cart" : "Control").put('"');
      return;
    }
    boolean treated = people.hasShortCheckout(visit.person);
    out.put("\"experiment_id\":\"exp-checkout\",\"experiment_name\":\"Short checkout\"");
    out.put(",\"variation_id\":\"").put(treated ? "short" : "control");
    out.put("\",\"variation_name\":\"").put(treated ? "Short form" : "Control").put('"');
  }

  private void recommendation(Visit visit, JsonBytes out) {
    recommendationIds(visit, out).put(",\"items\":[");
    for (int i = 0; i < people.recommendedItems(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.put("{\"item_id\":\"p-").number(visit.recommended[i]).put('"');
      out.put(POSITION).number(i + 1L).put('}');
    }
    out.put(']');
  }

  private static void recommendationClick(Visit visit, JsonBytes out) {
    recommendationIds(visit, out).put(",\"item_id\":\"p-").number(visit.product).put('"');
    out.put(POSITION).number(visit.recommendedClicked + 1L);
  }

  private static JsonBytes recommendationIds(Visit visit, JsonBytes out) {
    out.put("\"recommendation_id\":\"r-").hex(visit.recommendationId, 16);
    return out.put("\",\"placement_id\":\"")
        .put(PLACEMENTS[visit.placement])
        .put(MODELS[visit.model]);
  }

  private void productList(Visit visit, JsonBytes out) {
    listId(visit, out).put(",\"category\":\"").put(Catalogue.categoryName(visit.category));
    out.put('"').put(PRODUCTS);
    for (int i = 0; i < people.listedProducts(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.put('{').put(PRODUCT_ID).number(visit.listed[i]).put(PRICE);
      out.cents(Catalogue.priceCents(visit.listed[i])).put('}');
    }
    out.put(']');
  }

  private static JsonBytes listId(Visit visit, JsonBytes out) {
    out.put(LIST_ID).put(visit.listedBySearch ? "search-" : "category-");
    return out.put(Catalogue.categorySlug(visit.category)).put('"');
  }

  private static void title(int product, JsonBytes out) {
    out.put(Catalogue.style(product)).put(' ');
    out.put(Catalogue.categoryName(Catalogue.categoryOf(product)));
  }

  private static JsonBytes product(int product, int quantity, Visit visit, JsonBytes out) {
    int category = Catalogue.categoryOf(product);
    out.put(PRODUCT_ID).number(product).put(SKU).number(10_000 + product);
    out.put(CATEGORY).put(Catalogue.categoryName(category)).put(NAME);
    title(product, out);
    out.put(BRAND).put(Catalogue.brand(product)).put(VARIANT).put(Catalogue.variant(product));
    out.put(PRICE).cents(Catalogue.priceCents(product)).put(QUANTITY).number(quantity);
    return out.put(CURRENCY).put(visit.currency).put('"');
  }

  private void cartLine(Visit visit, JsonBytes out) {
    if (cartId(visit, out)) {
      out.put(',');
    }
    Cart cart = visit.cart;
    product(cart.products[cart.touched], cart.touchedQuantity, visit, out);
  }

  /** Some clients do not send the cart's id; whether it was written. */
  private boolean cartId(Visit visit, JsonBytes out) {
    if (people.isBit(visit.person, 53, 15)) {
      return false;
    }
    out.put("\"cart_id\":\"c-").hex(visit.cart.id, 12).put('"');
    return true;
  }

  private void products(Visit visit, JsonBytes out) {
    Cart cart = visit.cart;
    out.put(people.isBit(visit.person, 53, 15) ? "\"products\":[" : ",\"products\":[");
    for (int line = 0; line < cart.lines; line++) {
      if (line > 0) {
        out.put(',');
      }
      out.put('{').put(PRODUCT_ID).number(cart.products[line]).put(PRICE);
      out.cents(Catalogue.priceCents(cart.products[line]));
      out.put(QUANTITY).number(cart.quantities[line]).put('}');
    }
    out.put(']');
  }

  private static JsonBytes checkoutId(Visit visit, JsonBytes out) {
    return out.put("\"checkout_id\":\"k-").hex(visit.orderId << 16, 12).put('"');
  }

  private void order(Visit visit, JsonBytes out) {
    long goods = visit.cart.totalCents();
    long shipping = goods > 10_000 ? 0 : 590;
    long tax = goods / 5;
    out.put("\"order_id\":\"o-").hex(visit.orderId, 12).put("\",");
    checkoutId(visit, out).put(",\"value\":").cents(goods).put(",\"revenue\":").cents(goods);
    out.put(",\"shipping\":").cents(shipping).put(",\"tax\":").cents(tax);
    out.put(",\"total\":").cents(goods + shipping + tax);
    out.put(CURRENCY).put(visit.currency).put("\",");
    cartId(visit, out);
    products(visit, out);
  }

  private static void refund(Visit visit, JsonBytes out) {
    long goods = visit.cart.totalCents();
    long shipping = goods > 10_000 ? 0 : 590;
    out.put("\"order_id\":\"o-").hex(visit.orderId, 12).put("\",\"total\":");
    out.cents(goods + shipping + goods / 5).put(CURRENCY).put(visit.currency).put('"');
  }
}
