// Posts the token to the seller at once, as the page of AWS does; without scripts there is the button.
document.getElementById("hand-over").submit();
