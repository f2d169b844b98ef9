// The mesh, to be turned. With the keyboard: arrows turn, + and - come nearer and go away.
import { h } from './html.js';

const step = Math.PI / 18, nearer = 0.9, near = 0.4, far = 8;

export function viewer(page, address, index) {
  const canvas = h('canvas', { tabindex: '0', role: 'img', 'aria-label': `Mesh of asset ${index}. Arrow keys turn it, plus and minus zoom.` });
  const said = h('p', { role: 'status' }, 'The mesh is made …');
  const wire = h('button', { type: 'button', 'aria-pressed': 'false' }, 'Wireframe');
  const reset = h('button', { type: 'button' }, 'Reset');
  const stage = h('div', { class: 'viewer' }, canvas, said);
  start(page, address, canvas, wire, reset).then(
    () => { said.remove(); stage.dataset.ready = ''; },
    fault => { said.textContent = `The mesh cannot be shown: ${fault.message}`; stage.dataset.failed = fault.message; });
  return h('div', {}, stage, h('div', { class: 'tools' }, wire, reset,
    h('a', { class: 'button', href: address, download: `asset-${index}.glb` }, 'GLB'),
    h('span', { class: 'rest' }, 'drag, pinch, or arrow keys')));
}

async function start(page, address, canvas, wire, reset) {
  const THREE = await import('three');
  const { OrbitControls } = await import('./three/examples/jsm/controls/OrbitControls.js');
  const { GLTFLoader } = await import('./three/examples/jsm/loaders/GLTFLoader.js');
  page.signal.throwIfAborted();
  const renderer = new THREE.WebGLRenderer({ canvas, antialias: true, alpha: true });
  const scene = new THREE.Scene();
  const camera = new THREE.PerspectiveCamera(40, 4 / 3, 0.01, 50);
  const controls = new OrbitControls(camera, canvas);
  scene.add(new THREE.HemisphereLight(0xffffff, 0x777788, 2.2));
  const sun = new THREE.DirectionalLight(0xffffff, 2.2);
  camera.add(sun);
  sun.position.set(-0.6, 1, 0.8);
  scene.add(camera);
  let frame = 0;
  // Drawn when something has changed, not all the time.
  const draw = () => {
    if (!frame && !page.signal.aborted) frame = requestAnimationFrame(() => { frame = 0; renderer.render(scene, camera); });
  };
  const home = () => {
    camera.position.set(1.1, 0.8, 1.5);
    controls.target.set(0, 0, 0);
    controls.update();
    draw();
  };
  const resize = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = canvas.parentElement;
    if (width === 0 || height === 0) return;
    renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    renderer.setSize(width, height, false);
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    draw();
  });
  page.signal.addEventListener('abort', () => {
    resize.disconnect();
    controls.dispose();
    scene.traverse(part => { part.geometry?.dispose(); part.material?.map?.dispose(); part.material?.dispose(); });
    renderer.dispose();
    renderer.forceContextLoss();
  }, { once: true });
  controls.addEventListener('change', draw);
  canvas.addEventListener('keydown', event => turn(THREE, event, camera, controls));
  reset.addEventListener('click', home);

  const loaded = await new GLTFLoader().loadAsync(address);
  page.signal.throwIfAborted();
  const box = new THREE.Box3().setFromObject(loaded.scene);
  loaded.scene.position.sub(box.getCenter(new THREE.Vector3()));
  scene.add(loaded.scene);
  wire.addEventListener('click', () => {
    const on = wire.getAttribute('aria-pressed') !== 'true';
    wire.setAttribute('aria-pressed', String(on));
    loaded.scene.traverse(part => { if (part.material) part.material.wireframe = on; });
    draw();
  });
  resize.observe(canvas.parentElement);
  home();
}

function turn(THREE, event, camera, controls) {
  const turns = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
  const zoom = { '+': nearer, '=': nearer, '-': 1 / nearer }[event.key];
  if (!turns && !zoom) return;
  event.preventDefault();
  const place = new THREE.Spherical().setFromVector3(camera.position.clone().sub(controls.target));
  if (turns) {
    place.theta += turns[0];
    place.phi = Math.min(Math.max(place.phi + turns[1], 0.05), Math.PI - 0.05);
  } else {
    place.radius = Math.min(Math.max(place.radius * zoom, near), far);
  }
  camera.position.setFromSpherical(place).add(controls.target);
  controls.update();
}
