// Text whose contrast to what is behind it is under 4.5 (WCAG 1.4.3), a line each.
() => {
  const parts = (colour) => {
    const found = colour.match(/[\d.]+/g).map(Number);
    return found.length < 4 ? [...found, 1] : found;
  };
  const over = (colour, paper) => {
    const [red, green, blue, alpha] = parts(colour);
    return [red, green, blue].map((part, at) => part * alpha + paper[at] * (1 - alpha));
  };
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(getComputedStyle(one).backgroundColor);
    return layers.reverse().reduce((paper, colour) => over(colour, paper), [255, 255, 255]);
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (element) => {
    const paper = behind(element);
    const both = [luminance(over(getComputedStyle(element).color, paper)), luminance(paper)];
    const [light, dark] = both.sort((one, other) => other - one);
    return (light + 0.05) / (dark + 0.05);
  };
  return [...document.querySelectorAll("#card .ac-textBlock, #card .ac-textBlock *")]
    .filter((one) => one.offsetParent && one.textContent.trim() && contrast(one) < 4.5)
    .map((one) => `${contrast(one).toFixed(1)}: ${one.textContent.slice(0, 60)}`);
}
