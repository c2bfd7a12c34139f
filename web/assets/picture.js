// Saves a chart as a PNG, drawn by the reader's browser with the reader's fonts: twice the size of its
// wide layout, in the colours of a light page, on white. The picture is the drawing alone, as it stands in the page without
// the page's style. Without this the chart can be read and its table taken.

const times = 2;

// The drawing as a document of its own.
const alone = (svg) => {
  const copy = svg.cloneNode(true);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("width", width * times);
  copy.setAttribute("height", height * times);
  for (const ground of copy.querySelectorAll(".c-paper")) ground.setAttribute("color", "#ffffff");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [["width", width], ["height", height], ["fill", "#ffffff"]]) ground.setAttribute(name, value);
  copy.prepend(ground);
  return { text: new XMLSerializer().serializeToString(copy), width: width * times, height: height * times };
};

const drawn = async ({ text, width, height }) => {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    return await new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
};

const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name + ".png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

for (const figure of document.querySelectorAll("figure.drawing")) {
  const button = figure.querySelector("button[data-picture]");
  const svg = figure.querySelector(".chart-wide svg");
  if (!button || !svg) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      save(await drawn(alone(svg)), button.dataset.picture);
    } finally {
      button.disabled = false;
    }
  });
}
