// The emoji that are in use, by Slack's names.

const ALL = {
  ear: "👂", eyes: "👀", white_check_mark: "✅", raised_hands: "🙌", pray: "🙏", heart: "❤️",
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", clap: "👏", tada: "🎉", rocket: "🚀",
  fire: "🔥", bulb: "💡", memo: "📝", pushpin: "📌", calendar: "📅", alarm_clock: "⏰",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔", no_bell: "🔕", speech_balloon: "💬",
  thought_balloon: "💭", mega: "📣", lock: "🔒", unlock: "🔓", key: "🔑", warning: "⚠️",
  exclamation: "❗", question: "❓", x: "❌", heavy_check_mark: "✔️", ballot_box_with_check: "☑️",
  arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️", repeat: "🔁", mag: "🔍", link: "🔗",
  smile: "😄", slightly_smiling_face: "🙂", blush: "😊", grin: "😁", joy: "😂", wink: "😉",
  thinking_face: "🤔", neutral_face: "😐", confused: "😕", worried: "😟", cry: "😢", sob: "😭",
  weary: "😩", tired_face: "😫", sweat_smile: "😅", upside_down_face: "🙃", hugging_face: "🤗",
  handshake: "🤝", wave: "👋", muscle: "💪", ok_hand: "👌", raised_hand: "✋", point_right: "👉",
  sparkles: "✨", star: "⭐", seedling: "🌱", herb: "🌿", coffee: "☕", sunny: "☀️", rainbow: "🌈",
  umbrella: "☔", palm_tree: "🌴", house: "🏠", house_with_garden: "🏡", zzz: "💤", face_with_thermometer: "🤒",
  baby: "👶", airplane: "✈️", bus: "🚌", computer: "💻", bug: "🐛", wrench: "🔧", hammer: "🔨",
  chart_with_upwards_trend: "📈", bar_chart: "📊", package: "📦", ship: "🚢", anchor: "⚓",
  large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪",
  spiral_calendar_pad: "🗓️", no_entry: "⛔", ambulance: "🚑", sos: "🆘", hear_no_evil: "🙉",
};

export const PICKED = [
  "ear", "+1", "white_check_mark", "eyes", "raised_hands", "pray", "heart", "tada", "clap",
  "bulb", "thinking_face", "slightly_smiling_face", "joy", "sweat_smile", "weary", "sob", "hugging_face", "wave",
  "rocket", "fire", "sparkles", "seedling", "coffee", "memo", "pushpin", "hourglass", "question",
];

export function emoji(name) {
  return Object.hasOwn(ALL, name) ? ALL[name] : undefined;
}

export function emojiNames(start) {
  return Object.keys(ALL).filter((name) => name.startsWith(start));
}
