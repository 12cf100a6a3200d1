package io.engagement.generate;

import java.util.List;

/** Where people live, what they hold in their hands and what brought them: weighted lists. */
final class Surroundings {

  /**
   * A country with what follows from it.
   *
   * @param offsetMillis how far its clocks are ahead of UTC, summer time left aside
   */
  record Country(int weight, String code, String locale, String zone, String currency, int hours) {
    long offsetMillis() {
      return hours * 3_600_000L;
    }

    boolean isEuropean() {
      return zone.startsWith("Europe/");
    }
  }

  /** A kind of device. {@code app} devices send screens instead of pages. */
  record Device(int weight, String type, boolean app, byte[] context) {}

  /** What led a visitor here; an empty fragment means they came on their own. */
  record Campaign(int weight, byte[] context) {}

  private static final List<Country> COUNTRIES =
      List.of(
          new Country(30, "US", "en-US", "America/New_York", "USD", -5),
          new Country(18, "DE", "de-DE", "Europe/Berlin", "EUR", 1),
          new Country(14, "GB", "en-GB", "Europe/London", "GBP", 0),
          new Country(10, "FR", "fr-FR", "Europe/Paris", "EUR", 1),
          new Country(7, "ES", "es-ES", "Europe/Madrid", "EUR", 1),
          new Country(7, "SE", "sv-SE", "Europe/Stockholm", "SEK", 1),
          new Country(6, "IN", "en-IN", "Asia/Kolkata", "INR", 5),
          new Country(5, "AU", "en-AU", "Australia/Sydney", "AUD", 10),
          new Country(3, "BR", "pt-BR", "America/Sao_Paulo", "BRL", -3));

  private static final List<Device> DEVICES =
      List.of(
          web(26, "desktop", "Windows", "10", "Windows NT 10.0; Win64; x64"),
          web(13, "desktop", "Mac OS X", "10.15.7", "Macintosh; Intel Mac OS X 10_15_7"),
          web(4, "desktop", "Linux", "6", "X11; Linux x86_64"),
          web(24, "mobile", "Android", "14", "Linux; Android 14; Pixel 8"),
          web(7, "tablet", "iPadOS", "17.4", "iPad; CPU OS 17_4 like Mac OS X"),
          app(16, "ios", "iOS", "17.4", "Apple", "iPhone15,2"),
          app(10, "android", "Android", "14", "Samsung", "SM-S921B"));

  private static final List<Campaign> CAMPAIGNS =
      List.of(
          new Campaign(44, new byte[0]),
          campaign(20, "google", "cpc", "always-on"),
          campaign(12, "newsletter", "email", "weekly-picks"),
          campaign(9, "instagram", "social", "new-arrivals"),
          campaign(7, "facebook", "social", "lookalike"),
          campaign(5, "affiliate", "referral", "home-blogs"),
          campaign(3, "push", "notification", "cart-reminder"));

  private Surroundings() {}

  static Country country(Population people, int person) {
    return pick(COUNTRIES, Country::weight, people.trait(person, 11));
  }

  /** The device of this visit: most have one, 35 of 100 use a second one now and then. */
  static int deviceSlot(Population people, int person, Dice dice) {
    return people.isBit(person, 12, 35) && dice.chance(0.3) ? 1 : 0;
  }

  static Device device(Population people, int person, int slot) {
    return pick(DEVICES, Device::weight, people.trait(person, 13 + slot));
  }

  static Campaign campaign(Dice dice) {
    return pick(CAMPAIGNS, Campaign::weight, dice.nextLong());
  }

  private static <T> T pick(
      List<T> choices, java.util.function.ToIntFunction<T> weight, long draw) {
    int total = 0;
    for (T choice : choices) {
      total += weight.applyAsInt(choice);
    }
    int left = (int) Long.remainderUnsigned(draw, total);
    for (T choice : choices) {
      left -= weight.applyAsInt(choice);
      if (left < 0) {
        return choice;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  private static Device web(int weight, String type, String os, String version, String agent) {
    String json =
        "\"library\":{\"name\":\"analytics.js\"},\"userAgent\":\"Mozilla/5.0 ("
            + agent
            + ") AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36\",\"device\":{\"type\":\""
            + type
            + "\"},"
            + system(os, version);
    return new Device(weight, type, false, JsonBytes.ascii(json));
  }

  private static Device app(
      int weight, String type, String os, String version, String maker, String model) {
    String json =
        "\"library\":{\"name\":\"analytics-"
            + type
            + "\"},\"app\":{\"name\":\"Hearthside\",\"version\":\"7.3.0\"},"
            + "\"device\":{\"type\":\""
            + type
            + "\",\"manufacturer\":\""
            + maker
            + "\",\"model\":\""
            + model
            + "\"},"
            + system(os, version);
    return new Device(weight, type, true, JsonBytes.ascii(json));
  }

  private static String system(String os, String version) {
    return "\"os\":{\"name\":\"" + os + "\",\"version\":\"" + version + "\"}";
  }

  private static Campaign campaign(int weight, String source, String medium, String name) {
    String json =
        ",\"campaign\":{\"source\":\""
            + source
            + "\",\"medium\":\""
            + medium
            + "\",\"name\":\""
            + name
            + "\"}";
    return new Campaign(weight, JsonBytes.ascii(json));
  }
}
